#ifndef CGLUSTERFOPS_H
#define CGLUSTERFOPS_H

// The numbers of file operations (FOPs), for which Gluster's own header is the authority. That header includes a good
// part of libglusterfs, which no Swift module should see.

// The name of operation `number` in lower case ("lookup"); NULL for a number that has none.
const char *cglusterfops_name(int number);

#endif
