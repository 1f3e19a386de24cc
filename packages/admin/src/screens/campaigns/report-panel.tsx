import { useQuery } from '@tanstack/react-query'
import { getReport, type Report } from '../../api/campaign-figures.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { PointsChart } from '../../ui/chart.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Loaded, Nothing } from '../../ui/states.js'

interface ReportPanelProps {
  readonly campaignId: string
  readonly isLive: boolean
}

const REFRESH_MS = 30_000

/** What the campaign brought, first as a sentence, then in figures and by day. */
export function ReportPanel({ campaignId, isLive }: ReportPanelProps) {
  const { storeId } = useShop()
  const { report: texts } = useTexts().campaign
  const report = useQuery({
    queryKey: ['campaign-report', storeId, campaignId],
    queryFn: () => getReport(storeId, campaignId),
    refetchInterval: isLive ? REFRESH_MS : false,
  })
  return (
    <Loaded from={report}>
      {(found) =>
        found.orders === 0 && found.views === 0 ? (
          <Nothing text={texts.none} help={texts.noneHelp} />
        ) : (
          <Figures report={found} />
        )
      }
    </Loaded>
  )
}

function Figures({ report }: { readonly report: Report }) {
  const { report: texts } = useTexts().campaign
  const { views, orders, buyers, units, sales, discount, refunded, margin, unitsWithCost, days } = report
  const counts = [
    [texts.views, views],
    [texts.orders, orders],
    [texts.buyers, buyers],
    [texts.units, units],
  ] as const
  const sums = [
    [texts.sales, sales],
    [texts.discount, discount],
    [texts.margin, margin],
    [texts.refunded, refunded],
  ] as const
  const points = days.map(({ day, sales: { amount, currency } }) => ({
    label: day.slice(5),
    value: amount,
    text: priceText({ amount, currency }),
  }))
  return (
    <>
      {orders > 0 && (
        <p className="report-sentence">{texts.summary(priceText(sales), buyers, priceText(discount))}</p>
      )}
      <div className="figures">
        {sums.map(([title, money]) => (
          <div key={title} className="figure">
            <span>{title}</span>
            <strong>{money === margin && unitsWithCost === 0 ? '—' : <Price money={money} />}</strong>
            {money === margin && unitsWithCost < units && (
              <small className="quiet">{texts.marginUnknown}</small>
            )}
          </div>
        ))}
        {counts.map(([title, value]) => (
          <div key={title} className="figure">
            <span>{title}</span>
            <strong>{value.toLocaleString()}</strong>
            {title === texts.buyers && buyers > 0 && views >= buyers && (
              <small className="quiet">{texts.rate(Math.round((buyers * 100) / views))}</small>
            )}
          </div>
        ))}
      </div>
      {points.length > 0 && (
        <Panel title={texts.perDay} help={texts.help}>
          <PointsChart points={points} kind="bar" />
        </Panel>
      )}
    </>
  )
}
