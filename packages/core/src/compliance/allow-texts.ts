import type { TenantTx } from '@mamapu/db'
import type { Locale } from '@mamapu/kernel'
import type { GuardFinding, GuardRefusal, GuardResult } from '@mamapu/plugin-sdk'
import { insertAcknowledgement, listAcknowledged } from './acknowledgement.queries.js'
import { type Guarded, guardTexts } from './guard.rules.js'
import { refusalOf } from './refusal.rules.js'

export interface AllowingTexts extends Guarded {
  /** What the texts belong to; null when nothing of it is kept. */
  readonly subject: string | null
  readonly acknowledged: readonly string[] | boolean
  readonly actor: string
  readonly at: Date
}

/**
 * Whether texts may be kept. What somebody stands by is written down in the caller's transaction, once per subject and words,
 * and not asked again; nothing is written when the answer is a refusal.
 */
export async function allowTexts(
  tx: TenantTx,
  texts: Readonly<Record<string, string>>,
  about: AllowingTexts,
): Promise<GuardResult> {
  const findings = guardTexts(texts, about)
  const blocked = findings.filter(({ verdict }) => verdict === 'blocked')
  if (blocked.length > 0) return { findings, refusal: refusalOf('TEXT_FORBIDDEN', blocked) }
  const asked = findings.filter(({ verdict }) => verdict === 'acknowledge')
  if (asked.length === 0) return { findings, refusal: null }

  const known = about.subject === null ? [] : await listAcknowledged(tx, about.subject)
  const isKnown = (one: GuardFinding) =>
    known.some(({ code, found }) => code === one.code && found === one.found)
  const news = asked.filter((one) => !isKnown(one))
  const open = news.filter(({ code }) => !standsBy(about.acknowledged, code))
  if (open.length > 0) return { findings, refusal: refusalOf('TEXT_UNACKNOWLEDGED', open) }
  const { subject, actor, at } = about
  if (subject !== null)
    for (const finding of news) await insertAcknowledgement(tx, finding, { subject, actor, at })
  return { findings, refusal: null }
}

function standsBy(acknowledged: AllowingTexts['acknowledged'], code: string): boolean {
  return typeof acknowledged === 'boolean' ? acknowledged : acknowledged.includes(code)
}

/** A refusal as a problem's `fields` and `data`, in the reader's language. */
export function refusedWords(refusal: Pick<GuardRefusal, 'fields' | 'data'>, locale: Locale) {
  return {
    fields: Object.fromEntries(
      Object.entries(refusal.fields).map(([field, words]) => [field, words[locale]]),
    ),
    data: {
      findings: refusal.data.findings.map((finding) => ({
        ...finding,
        rule: finding.rule[locale],
        words: finding.words[locale],
      })),
    },
  }
}
