import type { CampaignDraft, Mechanic, Scope } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { percentOf } from '../../ui/money.js'
import { Panel } from '../../ui/page.js'
import { MechanicMark, useAudienceText, useWhenText } from './parts.js'

interface SummaryPanelProps {
  readonly draft: CampaignDraft
  readonly mechanic: Pick<Mechanic, 'title' | 'uses'>
  /** The mechanic's own line, once it is saved. */
  readonly rule: string
}

/** A campaign in words: what, for which goods, when, for whom. */
export function SummaryPanel({ draft, mechanic, rule }: SummaryPanelProps) {
  const { campaigns } = useTexts()
  const { check, form } = campaigns
  const when = useWhenText()
  const audience = useAudienceText()
  const goods = useGoodsText()
  const minutes = draft.announceMinutes ?? 0
  return (
    <Panel title={check.summary}>
      <dl className="summary">
        <dt>{check.mechanic}</dt>
        <dd>
          <MechanicMark plugin={draft.plugin} title={mechanic.title} />
        </dd>
        {rule && (
          <>
            <dt>{check.rule}</dt>
            <dd>{rule}</dd>
          </>
        )}
        {mechanic.uses.scope && (
          <>
            <dt>{check.goods}</dt>
            <dd>{goods(draft.scope)}</dd>
          </>
        )}
        <dt>{check.when}</dt>
        <dd>{when(draft)}</dd>
        <dt>{check.who}</dt>
        <dd>{audience(draft.audience)}</dd>
        {mechanic.uses.commission && (
          <>
            <dt>{form.commission.title}</dt>
            <dd>
              {draft.commission.mode === 'rate'
                ? form.commission.upTo(percentOf(draft.commission.bps))
                : form.commission.modes[draft.commission.mode]}
            </dd>
          </>
        )}
        {mechanic.uses.announce && (
          <>
            <dt>{check.announce}</dt>
            <dd>{form.announces[minutes] ?? form.minutes(minutes)}</dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

/** 3 个分类，2 件商品，除去 1 项. */
export function useGoodsText(): (scope: Scope) => string {
  const { check } = useTexts().campaigns
  return ({ all, except, ...lists }) => {
    const kinds = ['categories', 'products', 'tags', 'skus'] as const
    const named = kinds
      .filter((kind) => lists[kind].length > 0)
      .map((kind) => check.listCount[kind](lists[kind].length))
    const left = kinds.reduce((sum, kind) => sum + except[kind].length, 0)
    return check.goodsLists([
      ...(all ? [check.goodsAll] : named),
      ...(left > 0 ? [check.exceptCount(left)] : []),
    ])
  }
}
