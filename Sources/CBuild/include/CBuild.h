#ifndef CBUILD_H
#define CBUILD_H

// The commit that this was built from, as Package.swift learns it from git: no other target is compiled anew for it.
const char *cbuild_revision(void);

#endif
