#ifndef CGNUTLS_H
#define CGNUTLS_H

#endif
