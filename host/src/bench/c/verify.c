/* Verifies one hash as C programs do, as often as each line of the standard input says, and answers each line with the
   CPU time that took, in nanoseconds of this process. Arguments: password and hash. */
#include <crypt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static long long cpu_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv) {
  static struct crypt_data data;
  int times;
  if (argc != 3) {
    return 2;
  }
  while (scanf("%d", &times) == 1) {
    long long start = cpu_nanoseconds();
    for (int i = 0; i < times; i++) {
      const char *computed = crypt_r(argv[1], argv[2], &data);
      if (computed == NULL || strcmp(computed, argv[2]) != 0) {
        return 1;
      }
    }
    printf("%lld\n", cpu_nanoseconds() - start);
    fflush(stdout);
  }
  return 0;
}
