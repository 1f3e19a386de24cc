import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Tabs } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { type Campaign, getCampaign } from '../../api/campaigns.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useNow } from '../../ui/use-now.js'
import { CampaignActions } from './actions.js'
import { DatesPanel } from './dates-panel.js'
import { lookOf } from './look.js'
import { isLive, nextEdgeOf, opennessOf } from './may-change.js'
import { CampaignStateTag, MechanicMark, useLeftText, useMomentText } from './parts.js'
import { PreviewButton } from './preview-panel.js'
import { ProofPanel } from './proof-panel.js'
import { ReportPanel } from './report-panel.js'
import { SummaryPanel } from './summary-panel.js'
import { UnitsPanel } from './units-panel.js'
import { useMechanics } from './use-campaigns.js'

/** So often a campaign under way is asked for again. */
const REFRESH_MS = 15_000

export function Screen() {
  const { campaignId = '' } = useParams()
  const { storeId } = useShop()
  const { campaigns } = useTexts()
  const to = usePath()
  const campaign = useQuery({
    queryKey: ['campaign', storeId, campaignId],
    queryFn: () => getCampaign(storeId, campaignId),
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? REFRESH_MS : false),
  })
  return (
    <Page title={campaign.data?.label ?? campaigns.title} back={to('/marketing/campaigns')}>
      <Loaded from={campaign} rows={10}>
        {(found) => <Parts campaign={found} />}
      </Loaded>
    </Page>
  )
}

function Parts({ campaign }: { readonly campaign: Campaign }) {
  const { campaign: texts } = useTexts()
  const mechanics = useMechanics().data ?? []
  const mechanic = mechanics.find(({ plugin }) => plugin === campaign.plugin)
  const [search, setSearch] = useSearchParams()
  const isKept = campaign.publishedAt !== null
  const hasPrices = mechanic?.uses.prices ?? true
  const part = { campaignId: campaign.id, isLive: isLive(campaign) }
  const tabs = [
    ...(isKept && hasPrices
      ? [{ key: 'report', label: texts.tabs.report, children: <ReportPanel {...part} /> }]
      : []),
    ...(isKept ? [{ key: 'units', label: texts.tabs.units, children: <UnitsPanel {...part} /> }] : []),
    ...(mechanic
      ? [
          {
            key: 'rule',
            label: texts.tabs.rule,
            children: <SummaryPanel draft={campaign} mechanic={mechanic} rule={campaign.summary} />,
          },
        ]
      : []),
    ...(isKept && hasPrices
      ? [{ key: 'proof', label: texts.tabs.proof, children: <ProofPanel {...part} /> }]
      : []),
    ...(campaign.recurrence
      ? [{ key: 'dates', label: texts.tabs.dates, children: <DatesPanel campaign={campaign} /> }]
      : []),
  ]
  return (
    <>
      <StatePanel campaign={campaign} />
      <Tabs
        activeKey={search.get('tab') ?? tabs[0]?.key ?? ''}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={tabs}
      />
    </>
  )
}

/** The state in a sentence, the time until it changes, and what can be done. */
function StatePanel({ campaign }: { readonly campaign: Campaign }) {
  const { campaigns, campaign: texts, marketing } = useTexts()
  const to = usePath()
  const may = useMay('marketing:write')
  const now = useNow()
  const leftText = useLeftText()
  const next = nextEdgeOf(campaign, now)
  const { id, plugin, mechanic, state, isOn, isArchived } = campaign
  return (
    <>
      {!isOn && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          title={campaigns.form.notOn}
          action={
            <Link to={to(`/marketing/${plugin}`)}>
              <Button size="small">{marketing.turnOn}</Button>
            </Link>
          }
        />
      )}
      {campaign.fault && <Alert type="error" showIcon className="gap" title={campaign.fault} />}
      <Panel>
        <div className="row between row-wrap">
          <div className="stack tight">
            <span className="row row-wrap">
              <CampaignStateTag {...campaign} />
              <MechanicMark plugin={plugin} title={mechanic} />
              <span className="quiet">{campaign.summary}</span>
            </span>
            {campaign.fault === null && (
              <strong>
                <Sentence campaign={campaign} />
              </strong>
            )}
          </div>
          {next && (
            <div className="countdown">
              <span className="quiet">{texts.edge[next.edge]}</span>
              <strong className="num">{leftText(next.at, now)}</strong>
            </div>
          )}
        </div>
        {may && (
          <div className="row row-wrap campaign-tools">
            {opennessOf(campaign, now) !== 'none' && !isArchived && (
              <Link to={to(`/marketing/campaigns/${id}/edit`)}>
                <Button type={state === 'draft' ? 'default' : 'primary'}>{texts.edit}</Button>
              </Link>
            )}
            <CampaignActions campaign={campaign} />
            {state !== 'ended' && state !== 'cancelled' && (
              <PreviewButton label={campaigns.check.makePreview} look={() => lookOf(campaign, new Date())} />
            )}
          </div>
        )}
      </Panel>
    </>
  )
}

function Sentence({ campaign }: { readonly campaign: Campaign }) {
  const { sentence } = useTexts().campaign
  const moment = useMomentText()
  const { state, rounds, isArchived } = campaign
  if (isArchived) return sentence.archived
  const [round] = rounds
  if ((state === 'scheduled' || state === 'announced') && round)
    return sentence[state](moment(round.startsAt))
  if (state === 'running' && round) return sentence.running(moment(round.endsAt))
  return state === 'draft' || state === 'paused' || state === 'cancelled' ? sentence[state] : sentence.ended
}
