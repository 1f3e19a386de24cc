import { Button, Tag } from 'antd'
import { useState } from 'react'
import { type DraftProof, type DraftProofs, proveDraft } from '../../api/campaign-checks.js'
import type { CampaignDraft } from '../../api/campaigns.js'
import { useShop } from '../../app/session.js'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Price } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Loaded } from '../../ui/states.js'
import { countOf, isBelowCost, marginOf, worstFirst } from './draft-proofs.js'
import { useMomentText } from './parts.js'

const SHOWN_FIRST = 6

interface DraftProofPanelProps {
  readonly campaignId: string | null
  readonly draft: CampaignDraft
}

/** What every variant will cost when the campaign begins, and which number beside it may be struck, before anything is published. */
export function DraftProofPanel({ campaignId, draft }: DraftProofPanelProps) {
  const { storeId } = useShop()
  const { prices } = useTexts().campaigns.check
  const moment = useMomentText()
  const [isOpen, setOpen] = useState(false)
  const list = usePaged<DraftProof, DraftProofs>(['draft-proof', storeId, campaignId, draft], (after) =>
    proveDraft(storeId, campaignId, { draft, after }),
  )
  const startsAt = list.firstPage?.startsAt
  if (list.data && !startsAt) return null
  return (
    <Panel title={prices.title} help={startsAt ? prices.help(moment(startsAt)) : null}>
      <Loaded from={list} rows={3}>
        {(lines) => (
          <div className="stack">
            <Counts lines={lines} hasMore={list.hasMore} />
            <ul className="draft-proofs">
              {worstFirst(lines)
                .slice(0, isOpen ? lines.length : SHOWN_FIRST)
                .map((line) => (
                  <Line key={line.skuId} line={line} />
                ))}
            </ul>
            {!isOpen && lines.length > SHOWN_FIRST && (
              <Button type="link" size="small" disabled={false} onClick={() => setOpen(true)}>
                {prices.all(lines.length)}
              </Button>
            )}
            {isOpen && <LoadMore list={list} />}
            {list.firstPage?.uncounted && <p className="quiet">{list.firstPage.uncounted}</p>}
          </div>
        )}
      </Loaded>
    </Panel>
  )
}

function Counts({ lines, hasMore }: { readonly lines: readonly DraftProof[]; readonly hasMore: boolean }) {
  const { prices } = useTexts().campaigns.check
  const { struck, plain, belowCost } = countOf(lines)
  if (lines.length === 0) return <p className="quiet">{prices.none}</p>
  return (
    <p>
      {hasMore && prices.first(lines.length)}
      {struck + plain > 0 && prices.counts(struck, plain)}
      {belowCost > 0 && <strong className="bad"> {prices.belowCost(belowCost)}</strong>}
    </p>
  )
}

function Line({ line }: { readonly line: DraftProof }) {
  const { prices } = useTexts().campaigns.check
  const currency = useCurrency()
  const { title, options, unitFen, paidFen, numberFen, commissionFen, verdict, kindName, basisFen, why } =
    line
  const marginFen = marginOf(line)
  const money = (amount: number) => ({ amount, currency })
  const isStruck = verdict === 'struck'
  return (
    <li>
      <span className="row between">
        <span className="clip">
          {title} {options && <span className="quiet">{options}</span>}
        </span>
        <span className="nowrap">
          {numberFen > unitFen && (
            <span className="quiet">
              <Price money={money(numberFen)} isStruck={isStruck} />{' '}
            </span>
          )}
          <strong>
            <Price money={money(verdict === 'no_price' ? paidFen : unitFen)} />
          </strong>
        </span>
      </span>
      <span className="row between row-wrap">
        <span className="quiet">
          {verdict !== 'no_price' && (
            <Tag color={isStruck ? 'success' : 'warning'}>{isStruck ? prices.struck : prices.plain}</Tag>
          )}{' '}
          {isStruck && basisFen !== null ? (
            <>
              {kindName} <Price money={money(basisFen)} />
            </>
          ) : (
            why
          )}
        </span>
        {marginFen !== null && (
          <span className={isBelowCost(line) ? 'bad nowrap' : 'quiet nowrap'}>
            {isBelowCost(line) ? prices.loss : prices.margin} <Price money={money(Math.abs(marginFen))} />
            {commissionFen > 0 && (
              <>
                {' '}
                <span className="quiet">
                  {prices.commission} <Price money={money(commissionFen)} />
                </span>
              </>
            )}
          </span>
        )}
      </span>
    </li>
  )
}
