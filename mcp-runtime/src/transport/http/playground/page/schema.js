// What a JSON Schema says, as far as a form can show it. What it can't show is written as JSON.

/** The schema itself: references followed, `null` taken off, one-part compositions opened. */
export function plain(schema, root, depth = 0) {
  if (schema === null || typeof schema !== 'object' || depth > 16) return {};
  const again = (inner, rest) => plain({ ...plain(inner, root, depth + 1), ...rest }, root, depth + 1);
  if (typeof schema.$ref === 'string') {
    const { $ref, ...rest } = schema;
    return again(followed($ref, root), rest);
  }
  if (schema.allOf?.length && !schema.properties) {
    const { allOf, ...rest } = schema;
    const parts = allOf.map(part => plain(part, root, depth + 1));
    const properties = Object.assign({}, ...parts.map(part => part.properties));
    const required = parts.flatMap(part => part.required ?? []);
    return plain(
      { ...Object.assign({}, ...parts), ...(Object.keys(properties).length ? { properties, required } : {}), ...rest },
      root,
      depth + 1
    );
  }
  for (const key of ['anyOf', 'oneOf']) {
    const some = schema[key]?.filter(part => part?.type !== 'null');
    if (some && some.length < schema[key].length) {
      const { [key]: _, ...rest } = schema;
      return some.length === 1 ? again(some[0], rest) : { ...rest, [key]: some };
    }
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter(type => type !== 'null');
    return { ...schema, type: types.length === 1 ? types[0] : undefined, enum: schema.enum?.filter(value => value !== null) };
  }
  return schema;
}

function followed(reference, root) {
  if (!reference.startsWith('#')) return {};
  const names = reference.slice(1).split('/').slice(1);
  return names.reduce((at, name) => at?.[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')], root) ?? {};
}

/** The values to choose from, with what they are called; `null` where any will do. */
export function choices(schema) {
  if ('const' in schema) return [{ value: schema.const, label: schema.title ?? String(schema.const) }];
  if (schema.enum) return schema.enum.map((value, i) => ({ value, label: String(schema.enumNames?.[i] ?? value) }));
  const some = schema.oneOf ?? schema.anyOf;
  if (!some?.length || !some.every(part => part && 'const' in part)) return null;
  return some.map(part => ({ value: part.const, label: String(part.title ?? part.description ?? part.const) }));
}

/** What kind of control a schema wants. */
export function kind(schema) {
  const some = schema.oneOf ?? schema.anyOf;
  if (choices(schema)) return 'choice';
  if (schema.type === 'array') return choices(schema.items ?? {}) ? 'several' : 'list';
  if (some?.length && !schema.properties) return 'variant';
  if (schema.properties || (schema.type === 'object' && schema.additionalProperties === false)) return 'object';
  if (schema.type === 'object' && schema.additionalProperties && typeof schema.additionalProperties === 'object') return 'map';
  return { string: 'text', number: 'number', integer: 'number', boolean: 'boolean' }[schema.type] ?? 'json';
}

const range = (from, to) =>
  from === undefined ? `at most ${to}` : to === undefined ? `at least ${from}` : from === to ? `${from}` : `${from} to ${to}`;

/** What else to know about a value, in a few words. */
export function hints(schema) {
  const found = [];
  const say = (from, to, unit = '') => (from !== undefined || to !== undefined) && found.push(range(from, to) + unit);
  say(schema.minimum, schema.maximum);
  if (schema.exclusiveMinimum !== undefined) found.push(`more than ${schema.exclusiveMinimum}`);
  if (schema.exclusiveMaximum !== undefined) found.push(`less than ${schema.exclusiveMaximum}`);
  if (schema.multipleOf !== undefined) found.push(`a multiple of ${schema.multipleOf}`);
  say(schema.minLength, schema.maxLength, ' characters');
  say(schema.minItems, schema.maxItems, ' items');
  if (schema.uniqueItems) found.push('each once');
  if (schema.format) found.push(schema.format);
  if (schema.pattern) found.push(`matches ${schema.pattern}`);
  if (schema.default !== undefined) found.push(`default ${JSON.stringify(schema.default)}`);
  if (schema.examples?.length) found.push(`such as ${schema.examples.map(example => JSON.stringify(example)).join(', ')}`);
  if (schema['x-mcp-header']) found.push(`sent as Mcp-Param-${schema['x-mcp-header']}, too`);
  return found;
}

/** The name of a type, for people. */
export function typeName(schema) {
  if (schema.type === 'array') return schema.items?.type ? `list of ${schema.items.type}` : 'list';
  return Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? (choices(schema) ? 'choice' : 'JSON'));
}
