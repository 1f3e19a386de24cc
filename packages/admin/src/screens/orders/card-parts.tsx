import { CommentOutlined, EditOutlined, WarningOutlined } from '@ant-design/icons'
import type { DeskCard, RiskHint } from '../../api/desk.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Thumb } from '../../ui/picture.js'
import { BadgeTags, StateTag } from './state-tag.js'
import { TagChips } from './tag-picker.js'

export function States({ row }: { readonly row: DeskCard }) {
  return (
    <span className="row row-wrap">
      <StateTag {...row} />
      <BadgeTags badges={row.badges} />
    </span>
  )
}

export function Goods({ row }: { readonly row: DeskCard }) {
  const { orders } = useTexts()
  const [first] = row.lines
  if (!first) return null
  const units = row.lines.reduce((sum, line) => sum + line.quantity, 0)
  return (
    <span className="row goods">
      <Thumb hash={first.mediaHash} size={48} />
      <span className="stack tight">
        <span className="clip">{first.title}</span>
        <span className="quiet">
          {[first.options, row.lines.length > 1 && orders.andMore(row.lines.length), orders.items(units)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
    </span>
  )
}

/** What stands beside an order: tags, what the buyer asked, the latest note, what looks odd. */
export function Beside({ row }: { readonly row: DeskCard }) {
  if (row.tags.length === 0 && !row.note && !row.remark && row.risks.length === 0) return null
  return (
    <span className="stack tight beside">
      {row.tags.length > 0 && (
        <span className="row row-wrap">
          <TagChips tags={row.tags} />
        </span>
      )}
      {row.remark && (
        <span className="quiet clip">
          <CommentOutlined /> {row.remark}
        </span>
      )}
      {row.note && (
        <span className="quiet clip">
          <EditOutlined /> {row.note}
        </span>
      )}
      <Risks risks={row.risks} />
    </span>
  )
}

export function Risks({ risks }: { readonly risks: readonly RiskHint[] }) {
  return risks.map(({ code, text }) => (
    <span key={code} className="risk">
      <WarningOutlined /> {text}
    </span>
  ))
}

export function Amount({ row }: { readonly row: DeskCard }) {
  const { orders } = useTexts()
  return (
    <span className="stack tight amount">
      <strong>
        <Price money={row.payable} />
      </strong>
      {row.refunded.amount > 0 && (
        <span className="quiet">{orders.refundedPart(priceText(row.refunded))}</span>
      )}
    </span>
  )
}
