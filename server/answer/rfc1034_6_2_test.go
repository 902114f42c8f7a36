package answer_test

import "testing"

// rootZone is the part of the root zone of RFC 1034 6.1 that its text prints.
// Times are those of the text.
const rootZone = `$ORIGIN .
$TTL 86400
.            SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870611 1800 300 604800 86400
             NS  A.ISI.EDU.
             NS  C.ISI.EDU.
             NS  SRI-NIC.ARPA.
MIL.         NS  SRI-NIC.ARPA.
             NS  A.ISI.EDU.
EDU.         NS  SRI-NIC.ARPA.
             NS  C.ISI.EDU.
SRI-NIC.ARPA.    A     26.0.0.73
                 A     10.0.0.51
                 MX    0 SRI-NIC.ARPA.
                 HINFO DEC-2060 TOPS20
ACC.ARPA.        A     26.6.0.65
                 HINFO PDP-11/70 UNIX
                 MX    10 ACC.ARPA.
USC-ISIC.ARPA.   CNAME C.ISI.EDU.
73.0.0.26.IN-ADDR.ARPA.  PTR SRI-NIC.ARPA.
65.0.6.26.IN-ADDR.ARPA.  PTR ACC.ARPA.
51.0.0.10.IN-ADDR.ARPA.  PTR SRI-NIC.ARPA.
52.0.0.10.IN-ADDR.ARPA.  PTR C.ISI.EDU.
103.0.3.26.IN-ADDR.ARPA. PTR A.ISI.EDU.
A.ISI.EDU.       A     26.3.0.103
C.ISI.EDU.       A     10.0.0.52
`

// eduZone is the zone of the same name in 6.1.
const eduZone = `$ORIGIN EDU.
$TTL 86400
EDU.         SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870729 1800 300 604800 86400
             NS  SRI-NIC.ARPA.
             NS  C.ISI.EDU.
UCI          172800 NS ICS.UCI
             172800 NS ROME.UCI
ICS.UCI      172800 A  192.5.19.1
ROME.UCI     172800 A  192.5.19.31
ISI          172800 NS VAXA.ISI
             172800 NS A.ISI
             172800 NS VENERA.ISI.EDU.
VAXA.ISI     172800 A  10.2.0.27
             172800 A  128.9.0.33
VENERA.ISI.EDU. 172800 A 10.1.0.52
             172800 A  128.9.0.32
A.ISI        172800 A  26.3.0.103
UDEL.EDU.    172800 NS LOUIE.UDEL.EDU.
             172800 NS UMN-REI-UC.ARPA.
LOUIE.UDEL.EDU. 172800 A 10.0.0.96
             172800 A  192.5.39.3
YALE.EDU.    172800 NS YALE.ARPA.
YALE.EDU.    172800 NS YALE-BULLDOG.ARPA.
MIT.EDU.     43200 NS  XX.LCS.MIT.EDU.
             43200 NS  ACHILLES.MIT.EDU.
XX.LCS.MIT.EDU.   43200 A 10.0.0.44
ACHILLES.MIT.EDU. 43200 A 18.72.0.8
`

// isiZone is what 6.2 lets one see of ISI.EDU, which 6.1 does not print.
const isiZone = `$ORIGIN ISI.EDU.
$TTL 86400
ISI.EDU.     SOA VAXA.ISI.EDU. HOSTMASTER.ISI.EDU. 1 1800 300 604800 86400
             NS  VAXA
             NS  A
             NS  VENERA
VAXA         A   10.2.0.27
             A   128.9.0.33
VENERA       A   10.1.0.52
             A   128.9.0.32
A            A   26.3.0.103
C            A   10.0.0.52
`

// TestRFC1034 asks C.ISI.EDU, a server of the root and of EDU, what RFC 1034
// 6.2.1 to 6.2.8 ask it. Where the replies are not the text's, the remark says
// why.
func TestRFC1034(t *testing.T) {
	serve(t, rootZone, eduZone).expect(`
# 6.2.1. QNAME=SRI-NIC.ARPA, QTYPE=A
;; SRI-NIC.ARPA. A +noedns
;; NOERROR aa
SRI-NIC.ARPA. 86400 IN A 26.0.0.73
SRI-NIC.ARPA. 86400 IN A 10.0.0.51

# 6.2.2. QTYPE=*: any subset may be answered since RFC 8482 4.1, which we do;
# the text answers all of A, MX and HINFO.
;; SRI-NIC.ARPA. ANY +noedns
;; NOERROR aa
SRI-NIC.ARPA. 86400 IN A 26.0.0.73
SRI-NIC.ARPA. 86400 IN A 10.0.0.51

# 6.2.3. QTYPE=MX: the additional section has the addresses of the exchange.
;; SRI-NIC.ARPA. MX +noedns
;; NOERROR aa
SRI-NIC.ARPA. 86400 IN MX 0 SRI-NIC.ARPA.
;; ADDITIONAL
SRI-NIC.ARPA. 86400 IN A 26.0.0.73
SRI-NIC.ARPA. 86400 IN A 10.0.0.51

# 6.2.4. QTYPE=NS: no such data. The SOA came with RFC 2308 2.2: the text has an
# empty reply.
;; SRI-NIC.ARPA. NS +noedns
;; NOERROR aa
;; AUTHORITY
. 86400 IN SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870611 1800 300 604800 86400

# 6.2.5. QNAME=SIR-NIC.ARPA, QTYPE=A: the misspelt name does not exist.
;; SIR-NIC.ARPA. A +noedns
;; NXDOMAIN aa
;; AUTHORITY
. 86400 IN SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870611 1800 300 604800 86400

# 6.2.6. QNAME=BRL.MIL, QTYPE=A: a referral. Glue is what the zone has of the
# servers' addresses: those of A.ISI.EDU are in our copy of the root.
;; BRL.MIL. A +noedns
;; NOERROR
;; AUTHORITY
MIL. 86400 IN NS SRI-NIC.ARPA.
MIL. 86400 IN NS A.ISI.EDU.
;; ADDITIONAL
SRI-NIC.ARPA. 86400 IN A 26.0.0.73
SRI-NIC.ARPA. 86400 IN A 10.0.0.51
A.ISI.EDU. 86400 IN A 26.3.0.103

# 6.2.7. QNAME=USC-ISIC.ARPA, QTYPE=A: a referral behind an authoritative alias.
# We have no cache from which the address could come.
;; USC-ISIC.ARPA. A +noedns
;; NOERROR aa
USC-ISIC.ARPA. 86400 IN CNAME C.ISI.EDU.
;; AUTHORITY
ISI.EDU. 172800 IN NS VAXA.ISI.EDU.
ISI.EDU. 172800 IN NS A.ISI.EDU.
ISI.EDU. 172800 IN NS VENERA.ISI.EDU.
;; ADDITIONAL
VAXA.ISI.EDU. 172800 IN A 10.2.0.27
VAXA.ISI.EDU. 172800 IN A 128.9.0.33
A.ISI.EDU. 172800 IN A 26.3.0.103
VENERA.ISI.EDU. 172800 IN A 10.1.0.52
VENERA.ISI.EDU. 172800 IN A 128.9.0.32

# 6.2.8. QNAME=USC-ISIC.ARPA, QTYPE=CNAME: the alias itself was asked for.
;; USC-ISIC.ARPA. CNAME +noedns
;; NOERROR aa
USC-ISIC.ARPA. 86400 IN CNAME C.ISI.EDU.
`)
}

// TestRFC1034OfA asks A.ISI.EDU, a server of the root and of ISI.EDU, what 6.2.7
// and 6.2.8 ask it: the alias leads from one of its zones into the other.
func TestRFC1034OfA(t *testing.T) {
	serve(t, rootZone, isiZone).expect(`
;; USC-ISIC.ARPA. A +noedns
;; NOERROR aa
USC-ISIC.ARPA. 86400 IN CNAME C.ISI.EDU.
C.ISI.EDU. 86400 IN A 10.0.0.52

;; USC-ISIC.ARPA. CNAME +noedns
;; NOERROR aa
USC-ISIC.ARPA. 86400 IN CNAME C.ISI.EDU.
`)
}

// TestRFC1034OfOthers asks one that is not authoritative for SRI-NIC.ARPA, as
// 6.2.1 and 6.2.2 do: the text's answer comes from a cache, which we have not.
// And one of the root alone, which the text does not: it knows where EDU is.
func TestRFC1034OfOthers(t *testing.T) {
	serve(t, eduZone).expect(`
;; SRI-NIC.ARPA. A +noedns
;; REFUSED

;; SRI-NIC.ARPA. ANY +noedns
;; REFUSED
`)
	serve(t, rootZone).expect(`
;; USC-ISIC.ARPA. A +noedns
;; NOERROR aa
USC-ISIC.ARPA. 86400 IN CNAME C.ISI.EDU.
;; AUTHORITY
EDU. 86400 IN NS SRI-NIC.ARPA.
EDU. 86400 IN NS C.ISI.EDU.
;; ADDITIONAL
C.ISI.EDU. 86400 IN A 10.0.0.52
SRI-NIC.ARPA. 86400 IN A 26.0.0.73
SRI-NIC.ARPA. 86400 IN A 10.0.0.51
`)
}
