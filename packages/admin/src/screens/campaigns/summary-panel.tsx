import { Descriptions } from 'antd'
import type { CampaignDraft, Mechanic, Scope } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { usePhone } from '../../ui/use-phone.js'
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
  const isPhone = usePhone()
  const when = useWhenText()
  const audience = useAudienceText()
  const goods = useGoodsText()
  const minutes = draft.announceMinutes ?? 0
  const items = [
    {
      key: 'mechanic',
      label: check.mechanic,
      children: <MechanicMark plugin={draft.plugin} title={mechanic.title} />,
    },
    ...(rule ? [{ key: 'rule', label: check.rule, children: rule }] : []),
    ...(mechanic.uses.scope ? [{ key: 'goods', label: check.goods, children: goods(draft.scope) }] : []),
    { key: 'when', label: check.when, children: when(draft) },
    { key: 'who', label: check.who, children: audience(draft.audience) },
    ...(mechanic.uses.announce
      ? [
          {
            key: 'announce',
            label: check.announce,
            children: form.announces[minutes] ?? form.minutes(minutes),
          },
        ]
      : []),
  ]
  return (
    <Panel title={check.summary}>
      <Descriptions
        column={1}
        size="small"
        layout={isPhone ? 'vertical' : 'horizontal'}
        items={items}
        className="summary"
      />
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
