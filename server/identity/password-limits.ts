/** Characters of a staff password at least (SECURE.md). */
export const PASSWORD_SHORTEST = 12;
/** And at most: longer input costs time before it costs a guesser anything. */
export const PASSWORD_LONGEST = 128;
