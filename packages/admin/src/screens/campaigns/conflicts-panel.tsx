import { CheckCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type Conflict, type Example, findConflicts, type Verdict } from '../../api/campaign-checks.js'
import type { CampaignDraft } from '../../api/campaigns.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Price } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { alike } from './alike.js'
import { CampaignStateTag, MechanicMark, useSpanText } from './parts.js'

interface ConflictsPanelProps {
  readonly campaignId: string | null
  readonly draft: CampaignDraft
}

/** Other campaigns on the same goods at the same time, and whose price counts for whom. */
export function ConflictsPanel({ campaignId, draft }: ConflictsPanelProps) {
  const { storeId } = useShop()
  const { check } = useTexts().campaigns
  const found = useQuery({
    queryKey: ['conflicts', storeId, campaignId, draft],
    queryFn: () => findConflicts(storeId, campaignId, draft),
    staleTime: 30_000,
  })
  return (
    <Panel title={check.conflicts} help={check.conflictsHelp}>
      <Loaded from={found} rows={2}>
        {({ items, skus, more }) => (
          <div className="stack">
            {items.length === 0 && (
              <span className="good">
                <CheckCircleOutlined /> {check.noConflicts}
              </span>
            )}
            {items.map((conflict) => (
              <ConflictCard
                key={conflict.campaignId}
                conflict={conflict}
                own={{ campaignId, label: draft.label }}
              />
            ))}
            {more && <Alert type="info" showIcon title={check.onlyFirst(skus)} />}
          </div>
        )}
      </Loaded>
    </Panel>
  )
}

interface ConflictCardProps {
  readonly conflict: Conflict
  readonly own: { readonly campaignId: string | null; readonly label: string }
}

function ConflictCard({ conflict, own }: ConflictCardProps) {
  const { common, campaigns } = useTexts()
  const { check } = campaigns
  const to = usePath()
  const span = useSpanText()
  const [isOpen, setOpen] = useState(false)
  const { campaignId, plugin, mechanic, label, state, skus, overlaps, examples } = conflict
  // Examples in which nothing applies to a single unit say nothing.
  const telling = examples.filter(({ verdicts }) => verdicts.some(({ winners }) => winners.length > 0))
  return (
    <article className="conflict">
      <span className="row row-wrap">
        <Link to={to(`/marketing/campaigns/${campaignId}`)}>
          <strong>{label}</strong>
        </Link>
        <CampaignStateTag state={state} />
        <MechanicMark plugin={plugin} title={mechanic} />
      </span>
      <p className="quiet">
        {check.shared(skus)} · {common.listed(overlaps.map(({ startsAt, endsAt }) => span(startsAt, endsAt)))}
      </p>
      {telling.length === 0 ? (
        <p className="quiet">{check.decidedByCart}</p>
      ) : (
        telling
          .slice(0, isOpen ? telling.length : 1)
          .map((example) => <ExampleTable key={example.skuId} example={example} own={own} />)
      )}
      {!isOpen && telling.length > 1 && (
        <Button type="link" size="small" onClick={() => setOpen(true)}>
          {check.moreExamples(telling.length - 1)}
        </Button>
      )}
    </article>
  )
}

/** What one unit costs whom; people who pay the same for the same reason share a line. */
function ExampleTable({
  example,
  own,
}: {
  readonly example: Example
  readonly own: ConflictCardProps['own']
}) {
  const { check } = useTexts().campaigns
  const { title, optionText, everyday, verdicts } = example
  return (
    <div className="verdicts">
      <span className="row between">
        <span className="clip">
          {title} {optionText && <span className="quiet">{optionText}</span>}
        </span>
        <span className="quiet nowrap">
          {check.everyday} <Price money={everyday} />
        </span>
      </span>
      <table>
        <tbody>
          {alike(verdicts).map((verdict) => (
            <tr key={verdict.who}>
              <th scope="row">{verdict.who}</th>
              <td className="amount">
                <Price money={verdict.payable} />
              </td>
              <td>
                <Winners verdict={verdict} own={own} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Winners({ verdict, own }: { readonly verdict: Verdict; readonly own: ConflictCardProps['own'] }) {
  const { check } = useTexts().campaigns
  const { winners } = verdict
  if (winners.length === 0) return <span className="quiet">{check.neither}</span>
  // What is not saved yet has no id of its own here: its label stands for it.
  const isOwn = ({ campaignId, label }: Verdict['winners'][number]) =>
    own.campaignId === null ? label === own.label : campaignId === own.campaignId
  return winners.map((winner) => (isOwn(winner) ? check.thisOne : winner.label)).join(' + ')
}
