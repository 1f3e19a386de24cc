import { AUDIENCE_FACTS, type FactMap } from '../facts.js'
import type { PluginDefinition } from '../plugin.types.js'
import { SLOTS } from '../slots.js'
import { type Check, NAME } from './rule.js'

const STAGES = ['unit', 'line', 'order', 'shipping', 'points']
const RHYTHMS = ['1m', '5m', '1h', '1d']

/** Facts, rules, slots, jobs, pages and blocks, and that each names only what the plugin declares. */
export function checkHooks(plugin: PluginDefinition<never>, check: Check): void {
  checkBlocks(plugin, check)
  checkFacts(plugin, check)
  checkRules(plugin, check)
  checkSlots(plugin, check)
  checkJobs(plugin, check)
  checkPages(plugin, check)
}

function checkBlocks(plugin: PluginDefinition<never>, check: Check): void {
  const blocks = Object.entries(plugin.blocks ?? {})
  if (blocks.length > 0) check.hold(plugin.blocksDir !== undefined, 'it has blocks, so blocksDir is needed')
  for (const [name, block] of blocks) {
    check.hold(NAME.test(name), `block "${name}" is named with a-z, 0-9 and -`)
    check.keys(`block ${name}`, block, ['title'])
    check.words(`block ${name}: title`, block.title)
  }
}

function checkFacts(plugin: PluginDefinition<never>, check: Check): void {
  const facts = plugin.facts ?? []
  check.unique(
    'fact',
    facts.map(({ name }) => name),
  )
  for (const fact of facts) {
    check.keys(`fact ${fact.name}`, fact, ['name', 'about', 'none', 'query', 'map'])
    check.hold(NAME.test(fact.name), `fact "${fact.name}" is named with a-z, 0-9 and -`)
    check.hold(
      ['store', 'person', 'order'].includes(fact.about),
      `fact ${fact.name}: about is store, person or order`,
    )
  }
}

/** Slots that show one order. */
const ORDER_SLOTS: readonly string[] = ['order.below', 'payment.done']

/** A hook may use facts of its own plugin and core's, no other plugin's; those about an order where one is shown. */
export function checkUsed(
  plugin: PluginDefinition<never>,
  where: string,
  facts: FactMap,
  check: Check,
): void {
  check.hold(
    typeof facts === 'object' && facts !== null,
    `${where}: facts is missing; write {} when it reads none`,
  )
  for (const fact of Object.values(facts))
    check.hold(
      fact.name.startsWith('core:') || (plugin.facts ?? []).includes(fact as never),
      `${where} uses the fact "${fact.name}", which is not among the plugin's facts`,
    )
  const ofOrder = Object.values(facts).find(({ about }) => about === 'order')
  check.hold(
    !ofOrder || ORDER_SLOTS.some((slot) => where === `slot ${slot}`),
    `${where} uses the fact "${ofOrder?.name}", which is about an order; those are for ${ORDER_SLOTS.join(' and ')}`,
  )
}

function checkRules(plugin: PluginDefinition<never>, check: Check): void {
  const prices = plugin.prices ?? []
  const validators = plugin.validators ?? []
  const earns = plugin.earns ?? []
  const commissions = plugin.commissions ?? []
  check.unique(
    'rule',
    [...prices, ...validators, ...earns, ...commissions].map(({ name }) => name),
  )
  for (const rule of prices) {
    const where = `price rule ${rule.name}`
    check.keys(where, rule, ['name', 'stage', 'facts', 'offers'])
    check.hold(NAME.test(rule.name), `price rule "${rule.name}" is named with a-z, 0-9 and -`)
    check.hold(STAGES.includes(rule.stage), `${where}: stage is one of ${STAGES.join(', ')}`)
    checkUsed(plugin, where, rule.facts, check)
  }
  for (const rule of earns) {
    const where = `earn rule ${rule.name}`
    check.keys(where, rule, ['name', 'facts', 'factors'])
    check.hold(NAME.test(rule.name), `earn rule "${rule.name}" is named with a-z, 0-9 and -`)
    checkUsed(plugin, where, rule.facts, check)
  }
  for (const rule of commissions) {
    const where = `commission rule ${rule.name}`
    check.keys(where, rule, ['name', 'facts', 'commissions', 'ceiling'])
    check.hold(NAME.test(rule.name), `commission rule "${rule.name}" is named with a-z, 0-9 and -`)
    checkUsed(plugin, where, rule.facts, check)
  }
  for (const validator of validators) {
    const where = `validator ${validator.name}`
    check.keys(where, validator, ['name', 'facts', 'governs', 'check'])
    check.hold(NAME.test(validator.name), `validator "${validator.name}" is named with a-z, 0-9 and -`)
    checkUsed(plugin, where, validator.facts, check)
  }
}

function checkSlots(plugin: PluginDefinition<never>, check: Check): void {
  for (const part of plugin.slots ?? []) {
    const where = `slot ${part.slot}`
    check.keys(where, part, ['slot', 'block', 'facts', 'personal', 'goods', 'data', 'changesAt'])
    check.hold(
      Object.hasOwn(SLOTS, part.slot),
      `unknown slot "${part.slot}"; known are ${Object.keys(SLOTS).join(', ')}`,
    )
    check.hold(
      SLOTS[part.slot].words ? part.block === undefined : Object.hasOwn(plugin.blocks ?? {}, `${part.block}`),
      SLOTS[part.slot].words
        ? `${where} shows words, so it names no block`
        : `${where} shows the block "${part.block}", which is not among the plugin's blocks`,
    )
    checkUsed(plugin, where, part.facts, check)
    const isPersonal = Object.values(part.facts).some(
      (fact) => fact.about === 'person' && !(SLOTS[part.slot].cached && AUDIENCE_FACTS.has(fact.name)),
    )
    check.hold(
      !isPersonal || part.personal === true,
      `${where} reads facts of a person, so it says personal: true`,
    )
    check.hold(
      part.personal !== true || !SLOTS[part.slot].cached,
      `${where} is on a page that is the same for everyone; nothing personal may appear there`,
    )
  }
}

function checkJobs(plugin: PluginDefinition<never>, check: Check): void {
  const jobs = plugin.jobs ?? []
  check.unique(
    'job',
    jobs.map(({ name }) => name),
  )
  for (const job of jobs) {
    check.keys(`job ${job.name}`, job, ['name', 'every', 'whileOff', 'run'])
    check.hold(NAME.test(job.name), `job "${job.name}" is named with a-z, 0-9 and -`)
    check.hold(RHYTHMS.includes(job.every), `job ${job.name}: every is one of ${RHYTHMS.join(', ')}`)
  }
}

function checkPages(plugin: PluginDefinition<never>, check: Check): void {
  const pages = plugin.pages ?? []
  check.unique(
    'page',
    pages.map(({ name }) => name),
  )
  for (const page of pages) {
    check.keys(`page ${page.name}`, page, ['name', 'title', 'block', 'signedIn', 'whileOff', 'data'])
    check.hold(NAME.test(page.name), `page "${page.name}" is named with a-z, 0-9 and -`)
    check.words(`page ${page.name}: title`, page.title)
    check.hold(
      Object.hasOwn(plugin.blocks ?? {}, page.block),
      `page ${page.name} shows the block "${page.block}", which is not among the plugin's blocks`,
    )
  }
}
