package control

// Variable is the environment variable that says where the socket is.
const Variable = "GEOSRV_CONTROL"
