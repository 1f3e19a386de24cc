import { timesFen, toFen } from '@mamapu/kernel'
import type { DeliveryLine } from '@mamapu/plugin-sdk'
import type { FeePart } from '@mamapu/pricing'
import { type ExpressRule, type ExpressTemplate, USUAL_TEMPLATE } from './express.types.js'

export type ExpressFee =
  | { readonly state: 'known'; readonly parts: readonly FeePart[] }
  /** The regions of some template must be known first. */
  | { readonly state: 'unknown_region' }
  | { readonly state: 'not_delivered' }

/**
 * What express costs these lines: each template of theirs one part, reckoned over its own lines. A shop without a usual
 * template sends everything that goes by it for nothing.
 */
export function expressFee(
  templates: readonly ExpressTemplate[],
  { lines, regionCode }: { readonly lines: readonly DeliveryLine[]; readonly regionCode: string | null },
): ExpressFee {
  const parts: FeePart[] = []
  for (const [template, own] of byTemplate(templates, lines)) {
    const rule = ruleFor(template.rules, regionCode)
    if (!rule) return { state: regionCode === null ? 'unknown_region' : 'not_delivered' }
    if (rule.excluded) return { state: 'not_delivered' }
    const part = partOf(template, rule, own)
    if (part.feeFen > 0) parts.push(part)
  }
  return { state: 'known', parts }
}

function byTemplate(templates: readonly ExpressTemplate[], lines: readonly DeliveryLine[]) {
  const known = new Map(templates.map((template) => [template.id, template]))
  const own = new Map<ExpressTemplate, DeliveryLine[]>()
  for (const line of lines) {
    const template = known.get(line.template) ?? known.get(USUAL_TEMPLATE)
    if (template && template.rules.length > 0) own.set(template, [...(own.get(template) ?? []), line])
  }
  return own
}

function ruleFor(rules: readonly ExpressRule[], regionCode: string | null): ExpressRule | undefined {
  return rules.find(
    ({ regions }) =>
      regions.length === 0 || (regionCode !== null && regions.some((code) => regionCode.startsWith(code))),
  )
}

function partOf({ charge }: ExpressTemplate, rule: ExpressRule, lines: readonly DeliveryLine[]): FeePart {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
  const { freeOverFen, freeOverPieces } = rule
  if (freeOverPieces !== null && pieces >= freeOverPieces) return { feeFen: toFen(0), freeOverFen }
  if (charge === 'fixed') return { feeFen: rule.firstFen, freeOverFen }
  const grams = lines.reduce((sum, line) => sum + line.weightGram * line.quantity, 0)
  const beyond = Math.max(0, (charge === 'weight' ? grams : pieces) - rule.first)
  const steps = rule.step > 0 ? Math.ceil(beyond / rule.step) : 0
  return { feeFen: toFen(rule.firstFen + timesFen(rule.stepFen, steps)), freeOverFen }
}
