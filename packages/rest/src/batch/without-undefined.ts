/** Fields that are `undefined` are not written as JSON either: they must not take away what an earlier body says. */
export function withoutUndefined(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
