// URI templates (RFC 6570), for values that are texts.

const OPERATORS = {
  '': { first: '', separator: ',' },
  '+': { first: '', separator: ',', reserved: true },
  '#': { first: '#', separator: ',', reserved: true },
  '.': { first: '.', separator: '.' },
  '/': { first: '/', separator: '/' },
  ';': { first: ';', separator: ';', named: true, bare: true },
  '?': { first: '?', separator: '&', named: true },
  '&': { first: '&', separator: '&', named: true }
};
const EXPRESSION = /\{([+#./;?&]?)([^{}]+)\}/g;
const names = list => list.split(',').map(name => name.replace(/(\*|:\d+)$/, ''));

/** The names of a template's variables, in order. */
export const variables = template => [...new Set([...template.matchAll(EXPRESSION)].flatMap(([, , list]) => names(list)))];

const strict = text => encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The URI that a template becomes; variables without a value are left out. */
export function expand(template, values) {
  return template.replace(EXPRESSION, (_, operator, list) => {
    const { first, separator, named, bare, reserved } = OPERATORS[operator];
    const escaped = text => (reserved ? encodeURI(text).replace(/%25([0-9a-f]{2})/gi, '%$1') : strict(text));
    const pairs = names(list)
      .filter(name => values[name] !== undefined)
      .map(name => {
        const value = escaped(values[name]);
        return named ? (value || !bare ? `${name}=${value}` : name) : value;
      });
    return pairs.length ? first + pairs.join(separator) : '';
  });
}
