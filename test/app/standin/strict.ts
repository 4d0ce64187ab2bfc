/** Members that JavaScript itself asks for on any object. */
const quiet = new Set<PropertyKey>([
  'then',
  'toJSON',
  'constructor',
  'asymmetricMatch',
  'nodeType',
  'inspect',
  '$$typeof',
]);

/**
 * An object whose missing members are loud: what the app or one of its packages asks of Electron and this stand-in does
 * not have fails with the member's name, instead of being `undefined` and ignored.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !(key in object) && !quiet.has(key)) {
        throw new Error(`The stand-in for Electron has no ${name}.${key}; add it to test/app/standin.`);
      }
      const value: unknown = Reflect.get(object, key, object);
      // Private fields live on the object, not on this proxy. Classes are left as they are: they are not called on it.
      const isMethod = typeof value === 'function' && !/^[A-Z]/.test(String(key));
      return isMethod ? (value.bind(object) as unknown) : value;
    },
  });
}

/** Says to the compiler that a class of ours has what Electron's types name. Costs nothing and does nothing. */
export function agrees<T>(given: T): asserts given is T {
  // A missing or changed member fails the call's type. At run time there is only this left to be sure of.
  if (given === undefined) throw new TypeError('nothing to compare');
}
