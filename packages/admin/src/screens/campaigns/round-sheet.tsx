import { useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { Link } from 'react-router'
import { type CalendarRound, getCampaign } from '../../api/campaigns.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { useNow } from '../../ui/use-now.js'
import { DateTools } from './date-tools.js'
import { CampaignStateTag, useSpanText } from './parts.js'

interface RoundSheetProps {
  readonly round: CalendarRound
  readonly onClose: () => void
}

/** One round of the calendar: what it is, the way to its campaign, and what can be done with this date. */
export function RoundSheet({ round, onClose }: RoundSheetProps) {
  const { storeId } = useShop()
  const { campaigns } = useTexts()
  const span = useSpanText()
  const zone = useZone()
  const to = usePath()
  const may = useMay('marketing:write')
  const now = useNow(10_000)
  const campaign = useQuery({
    queryKey: ['campaign', storeId, round.campaignId],
    queryFn: () => getCampaign(storeId, round.campaignId),
    enabled: round.what === undefined,
  }).data
  return (
    <Modal open title={round.label} onCancel={onClose} footer={null} destroyOnHidden>
      <div className="stack-wide">
        <div className="stack">
          <span className="row">
            <CampaignStateTag state={round.state} />
            <span>{round.what === undefined ? round.summary : `${round.what} · ${round.summary}`}</span>
          </span>
          <span className="num">{span(round.startsAt, round.endsAt)}</span>
        </div>
        {may && campaign?.recurrence && Date.parse(round.startsAt) > now.getTime() && (
          <DateTools campaign={campaign} startsAt={round.startsAt} zone={zone} onDone={onClose} />
        )}
        {may && campaign && !campaign.recurrence && <p className="quiet">{campaigns.calendar.once}</p>}
        <Link
          to={to(
            round.what === undefined
              ? `/marketing/campaigns/${round.campaignId}`
              : `/marketing/${round.plugin}`,
          )}
        >
          <Button type="primary" block>
            {round.what === undefined ? campaigns.calendar.open : campaigns.calendar.openPlugin}
          </Button>
        </Link>
      </div>
    </Modal>
  )
}
