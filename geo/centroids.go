package geo

import (
	"strconv"
	"strings"
)

// Centroid is the rough middle of a country, in degrees: good enough to rank sites
// that are hundreds of kilometres apart. country is an ISO 3166-1 alpha-2 code in
// upper case; ok is false for any other string. Where a country is scattered over an
// ocean, its main island stands for it.
func Centroid(country string) (lat, lon float64, ok bool) {
	if countryCode(country) != country || country == "" {
		return 0, 0, false
	}
	_, rest, ok := strings.Cut(centroids, "\n"+country+" ")
	if !ok {
		return 0, 0, false
	}
	latText, rest, _ := strings.Cut(rest, " ")
	lonText, _, _ := strings.Cut(rest, " ")
	lat, _ = strconv.ParseFloat(latText, 64)
	lon, _ = strconv.ParseFloat(lonText, 64)
	return lat, lon, true
}

// centroids has one country a line: code, latitude, longitude, name. Each line,
// the first too, follows a newline.
const centroids = `
AD 42.5 1.6 Andorra
AE 23.9 54.3 United Arab Emirates
AF 33.8 66.0 Afghanistan
AG 17.2 -61.8 Antigua and Barbuda
AI 18.2 -63.1 Anguilla
AL 41.1 20.1 Albania
AM 40.3 44.9 Armenia
AO -12.3 17.5 Angola
AQ -80.5 20.0 Antarctica
AR -35.4 -65.2 Argentina
AS -14.3 -170.7 American Samoa
AT 47.6 14.1 Austria
AU -25.7 134.5 Australia
AW 12.5 -70.0 Aruba
AX 60.2 20.0 Aland Islands
AZ 40.3 47.5 Azerbaijan
BA 44.2 17.8 Bosnia and Herzegovina
BB 13.2 -59.6 Barbados
BD 23.9 90.2 Bangladesh
BE 50.6 4.6 Belgium
BF 12.3 -1.8 Burkina Faso
BG 42.8 25.2 Bulgaria
BH 26.0 50.5 Bahrain
BI -3.4 29.9 Burundi
BJ 9.6 2.3 Benin
BL 17.9 -62.8 Saint Barthelemy
BM 32.3 -64.8 Bermuda
BN 4.5 114.7 Brunei
BO -16.7 -64.7 Bolivia
BQ 12.2 -68.3 Bonaire, Sint Eustatius and Saba
BR -10.8 -53.1 Brazil
BS 24.3 -76.6 Bahamas
BT 27.4 90.4 Bhutan
BV -54.4 3.4 Bouvet Island
BW -22.2 23.8 Botswana
BY 53.5 28.0 Belarus
BZ 17.2 -88.7 Belize
CA 56.1 -106.3 Canada
CC -12.2 96.8 Cocos Islands
CD -2.9 23.6 Congo, Democratic Republic
CF 6.6 20.5 Central African Republic
CG -0.8 15.2 Congo
CH 46.8 8.2 Switzerland
CI 7.6 -5.6 Ivory Coast
CK -21.2 -159.8 Cook Islands
CL -35.7 -71.5 Chile
CM 5.7 12.7 Cameroon
CN 35.9 104.2 China
CO 3.9 -73.1 Colombia
CR 10.0 -84.2 Costa Rica
CU 21.6 -79.0 Cuba
CV 16.0 -24.0 Cape Verde
CW 12.2 -69.0 Curacao
CX -10.4 105.7 Christmas Island
CY 35.0 33.2 Cyprus
CZ 49.8 15.3 Czechia
DE 51.1 10.4 Germany
DJ 11.7 42.6 Djibouti
DK 56.0 10.0 Denmark
DM 15.4 -61.4 Dominica
DO 18.9 -70.5 Dominican Republic
DZ 28.2 2.6 Algeria
EC -1.4 -78.8 Ecuador
EE 58.7 25.5 Estonia
EG 26.5 29.9 Egypt
EH 24.2 -12.9 Western Sahara
ER 15.4 38.8 Eritrea
ES 40.2 -3.6 Spain
ET 8.6 39.6 Ethiopia
FI 64.5 26.3 Finland
FJ -17.7 178.1 Fiji
FK -51.7 -59.4 Falkland Islands
FM 6.9 158.2 Micronesia
FO 62.0 -6.9 Faroe Islands
FR 46.6 2.5 France
GA -0.6 11.8 Gabon
GB 54.1 -2.9 United Kingdom
GD 12.1 -61.7 Grenada
GE 42.2 43.5 Georgia
GF 3.9 -53.2 French Guiana
GG 49.5 -2.6 Guernsey
GH 7.9 -1.2 Ghana
GI 36.1 -5.3 Gibraltar
GL 74.7 -41.4 Greenland
GM 13.4 -15.4 Gambia
GN 10.4 -10.9 Guinea
GP 16.2 -61.5 Guadeloupe
GQ 1.7 10.3 Equatorial Guinea
GR 39.1 22.9 Greece
GS -54.4 -36.6 South Georgia and the South Sandwich Islands
GT 15.7 -90.4 Guatemala
GU 13.4 144.8 Guam
GW 12.0 -15.0 Guinea-Bissau
GY 4.8 -58.9 Guyana
HK 22.4 114.1 Hong Kong
HM -53.1 73.5 Heard and McDonald Islands
HN 14.8 -86.6 Honduras
HR 45.1 16.4 Croatia
HT 18.9 -72.7 Haiti
HU 47.2 19.4 Hungary
ID -2.2 117.3 Indonesia
IE 53.2 -8.1 Ireland
IL 31.4 35.0 Israel
IM 54.2 -4.5 Isle of Man
IN 22.9 79.6 India
IO -6.3 71.9 British Indian Ocean Territory
IQ 33.0 43.7 Iraq
IR 32.6 54.3 Iran
IS 65.0 -18.6 Iceland
IT 42.8 12.1 Italy
JE 49.2 -2.1 Jersey
JM 18.2 -77.3 Jamaica
JO 31.2 36.8 Jordan
JP 37.6 138.0 Japan
KE 0.6 37.8 Kenya
KG 41.5 74.5 Kyrgyzstan
KH 12.7 104.9 Cambodia
KI 1.4 173.0 Kiribati
KM -11.9 43.7 Comoros
KN 17.3 -62.7 Saint Kitts and Nevis
KP 40.2 127.2 North Korea
KR 36.4 127.8 South Korea
KW 29.3 47.6 Kuwait
KY 19.4 -80.9 Cayman Islands
KZ 48.2 67.3 Kazakhstan
LA 18.5 103.7 Laos
LB 33.9 35.9 Lebanon
LC 13.9 -61.0 Saint Lucia
LI 47.1 9.5 Liechtenstein
LK 7.6 80.7 Sri Lanka
LR 6.5 -9.3 Liberia
LS -29.6 28.2 Lesotho
LT 55.3 23.9 Lithuania
LU 49.8 6.1 Luxembourg
LV 56.9 24.9 Latvia
LY 27.0 18.0 Libya
MA 31.9 -6.3 Morocco
MC 43.7 7.4 Monaco
MD 47.2 28.5 Moldova
ME 42.8 19.2 Montenegro
MF 18.1 -63.1 Saint Martin
MG -19.4 46.7 Madagascar
MH 7.1 171.2 Marshall Islands
MK 41.6 21.7 North Macedonia
ML 17.4 -3.5 Mali
MM 21.2 96.5 Myanmar
MN 46.8 103.1 Mongolia
MO 22.2 113.5 Macau
MP 15.2 145.7 Northern Mariana Islands
MQ 14.6 -61.0 Martinique
MR 20.3 -10.3 Mauritania
MS 16.7 -62.2 Montserrat
MT 35.9 14.4 Malta
MU -20.3 57.6 Mauritius
MV 3.7 73.2 Maldives
MW -13.2 34.3 Malawi
MX 23.9 -102.5 Mexico
MY 3.8 109.7 Malaysia
MZ -17.3 35.5 Mozambique
NA -22.1 17.2 Namibia
NC -21.3 165.7 New Caledonia
NE 17.4 9.4 Niger
NF -29.0 168.0 Norfolk Island
NG 9.6 8.1 Nigeria
NI 12.8 -85.0 Nicaragua
NL 52.1 5.3 Netherlands
NO 64.6 12.7 Norway
NP 28.3 83.9 Nepal
NR -0.5 166.9 Nauru
NU -19.1 -169.9 Niue
NZ -41.8 171.5 New Zealand
OM 20.6 56.1 Oman
PA 8.5 -80.1 Panama
PE -9.2 -74.4 Peru
PF -17.7 -149.4 French Polynesia
PG -6.5 145.2 Papua New Guinea
PH 11.8 122.9 Philippines
PK 29.9 69.3 Pakistan
PL 52.1 19.4 Poland
PM 46.9 -56.3 Saint Pierre and Miquelon
PN -24.4 -128.3 Pitcairn
PR 18.2 -66.5 Puerto Rico
PS 31.9 35.2 Palestine
PT 39.6 -8.5 Portugal
PW 7.5 134.6 Palau
PY -23.2 -58.4 Paraguay
QA 25.3 51.2 Qatar
RE -21.1 55.5 Reunion
RO 45.9 25.0 Romania
RS 44.2 20.8 Serbia
RU 62.0 96.7 Russia
RW -2.0 29.9 Rwanda
SA 24.1 44.5 Saudi Arabia
SB -8.9 159.6 Solomon Islands
SC -4.7 55.5 Seychelles
SD 16.0 29.9 Sudan
SE 62.8 16.7 Sweden
SG 1.4 103.8 Singapore
SH -15.9 -5.7 Saint Helena, Ascension and Tristan da Cunha
SI 46.1 14.8 Slovenia
SJ 78.8 18.4 Svalbard and Jan Mayen
SK 48.7 19.5 Slovakia
SL 8.6 -11.8 Sierra Leone
SM 43.9 12.5 San Marino
SN 14.4 -14.5 Senegal
SO 4.8 45.7 Somalia
SR 4.1 -55.9 Suriname
SS 7.3 30.2 South Sudan
ST 0.4 6.7 Sao Tome and Principe
SV 13.7 -88.9 El Salvador
SX 18.0 -63.1 Sint Maarten
SY 35.0 38.5 Syria
SZ -26.6 31.5 Eswatini
TC 21.8 -71.8 Turks and Caicos Islands
TD 15.3 18.6 Chad
TF -49.3 69.4 French Southern Territories
TG 8.5 1.0 Togo
TH 15.1 101.0 Thailand
TJ 38.5 71.0 Tajikistan
TK -9.2 -171.8 Tokelau
TL -8.8 125.8 East Timor
TM 39.1 59.4 Turkmenistan
TN 34.1 9.6 Tunisia
TO -21.2 -175.2 Tonga
TR 39.1 35.2 Turkey
TT 10.5 -61.3 Trinidad and Tobago
TV -7.5 178.7 Tuvalu
TW 23.8 121.0 Taiwan
TZ -6.3 34.8 Tanzania
UA 49.0 31.4 Ukraine
UG 1.3 32.4 Uganda
UM 19.3 166.6 United States Minor Outlying Islands
US 39.8 -98.6 United States
UY -32.8 -56.0 Uruguay
UZ 41.8 63.1 Uzbekistan
VA 41.9 12.5 Vatican City
VC 13.2 -61.2 Saint Vincent and the Grenadines
VE 7.1 -66.2 Venezuela
VG 18.4 -64.6 British Virgin Islands
VI 18.0 -64.8 United States Virgin Islands
VN 16.6 106.3 Vietnam
VU -16.2 167.7 Vanuatu
WF -13.9 -177.3 Wallis and Futuna
WS -13.8 -172.2 Samoa
XK 42.6 20.9 Kosovo (a user-assigned code that databases use)
YE 15.9 47.6 Yemen
YT -12.8 45.2 Mayotte
ZA -29.0 25.1 South Africa
ZM -13.5 27.8 Zambia
ZW -19.0 29.9 Zimbabwe
`
