import type { Words } from '@mamapu/kernel'
import type { TSchema } from 'typebox'
import { DELIVERY_STAGES, type DeliverySays, type DeliveryStage } from '../delivery-says.js'
import type { PluginDefinition } from '../plugin.types.js'
import { checkUsed } from './check-hooks.js'
import { type Check, NAME } from './rule.js'

const KEYS = ['name', 'title', 'says', 'asks', 'facts', 'choice', 'offer', 'accept']
const ASKS = ['address', 'contact', 'nothing']
const CHOICE_FIELDS_MAX = 8
const TEXT_MAX = 200
const TAG_MAX = 20
const SENTENCE_MAX = 60

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
    if (method.says) checkSays(`${where}: says`, method.says, check)
  }
}

/** Words in both languages that fit where they stand. */
function checkSays(where: string, says: DeliverySays, check: Check): void {
  const hold = (name: string, words: Words, most: number) => {
    check.words(`${where}.${name}`, words)
    check.hold(
      Object.values(words).every((text) => text.length <= most),
      `${where}.${name} has at most ${most} characters`,
    )
  }
  check.keys(where, says, ['receiver', 'gone', 'send', ...DELIVERY_STAGES])
  hold('receiver', says.receiver, TAG_MAX)
  hold('gone', says.gone, TAG_MAX)
  if (says.send !== null) hold('send', says.send, TAG_MAX)
  for (const name of DELIVERY_STAGES) {
    const stage = says[name]
    if (stage === undefined && name === 'ready') continue
    check.hold(typeof stage === 'object', `${where}.${name} is missing`)
    hold(`${name}.name`, (stage as DeliveryStage).name, TAG_MAX)
    hold(`${name}.toShopper`, (stage as DeliveryStage).toShopper, SENTENCE_MAX)
    hold(`${name}.toShop`, (stage as DeliveryStage).toShop, SENTENCE_MAX)
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
