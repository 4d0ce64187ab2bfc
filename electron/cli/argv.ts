export interface Argument {
  readonly given: string;
  /** Its name where it is an option ("--mta" of "--mta=exim"), itself else. */
  readonly option: string;
  /** Starts with a dash and is not "-", which stands for standard input. */
  readonly isOption: boolean;
  /** The option's value, of `--name=VALUE` or the next argument, which is then used up; null where there is none. */
  readonly take: () => string | null;
}

/** The arguments of a subcommand, one by one. */
export function* argumentsOf(argv: readonly string[]): Generator<Argument, void> {
  let next = 0;
  while (next < argv.length) {
    const given = argv[next++] ?? '';
    const equals = given.startsWith('--') ? given.indexOf('=') : -1;
    const option = equals > 0 ? given.slice(0, equals) : given;
    yield {
      given,
      option,
      isOption: option.startsWith('-') && option !== '-',
      take: () => (equals > 0 ? given.slice(equals + 1) : argv[next++]) || null,
    };
  }
}
