import type { TSchema } from 'typebox'
import type { PluginDefinition } from '../plugin.types.js'
import { checkUsed } from './check-hooks.js'
import { type Check, NAME } from './rule.js'

const KEYS = ['name', 'title', 'asks', 'facts', 'choice', 'offer', 'accept']
const ASKS = ['address', 'contact', 'nothing']
const CHOICE_FIELDS_MAX = 8
const TEXT_MAX = 200

/** Methods of delivery ask for what core can ask for, and choose by texts a form can send. */
export function checkDelivery(plugin: PluginDefinition<never>, check: Check): void {
  const methods = plugin.deliveryMethods ?? []
  check.unique(
    'delivery method',
    methods.map(({ name }) => name),
  )
  for (const method of methods) {
    const where = `delivery method ${method.name}`
    check.keys(where, method, KEYS)
    check.hold(NAME.test(method.name), `delivery method "${method.name}" is named with a-z, 0-9 and -`)
    check.words(`${where}: title`, method.title)
    check.hold(ASKS.includes(method.asks), `${where}: asks is one of ${ASKS.join(', ')}`)
    check.hold(typeof method.offer === 'function', `${where}: offer is missing`)
    check.hold(typeof method.accept === 'function', `${where}: accept is missing`)
    checkUsed(plugin, where, method.facts, check)
    checkChoice(where, method.choice, check)
  }
}

function checkChoice(where: string, choice: TSchema, check: Check): void {
  const { type, properties } = choice as { type?: unknown; properties?: Record<string, TSchema> }
  check.hold(
    type === 'object' && typeof properties === 'object',
    `${where}: choice is a TypeBox object: Type.Object({ … })`,
  )
  const fields = Object.entries(properties ?? {})
  check.hold(fields.length <= CHOICE_FIELDS_MAX, `${where}: a choice has at most ${CHOICE_FIELDS_MAX} fields`)
  for (const [name, field] of fields) {
    check.hold(
      /^[a-z][a-zA-Z0-9]{0,29}$/.test(name),
      `${where}: choice.${name} is named with letters and digits`,
    )
    check.hold(
      isText(field),
      `${where}: choice.${name} is a text with a maxLength of at most ${TEXT_MAX}, or one of named texts`,
    )
  }
}

function isText(field: TSchema): boolean {
  const {
    type,
    maxLength,
    const: only,
    anyOf,
  } = field as {
    type?: unknown
    maxLength?: number
    const?: unknown
    anyOf?: readonly TSchema[]
  }
  if (anyOf) return anyOf.every(isText)
  return type === 'string' && (typeof only === 'string' || (maxLength ?? TEXT_MAX + 1) <= TEXT_MAX)
}
