import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { actOnBatch, type Batch, getBatch, type Proof, saveBatchFile } from '../../api/payouts.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { Fact } from '../../ui/fact.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { BatchTag } from './lists.js'
import { useActors } from './parts.js'
import { ProofFields } from './proof-fields.js'
import { WithdrawalRows } from './withdrawals.js'

/** One round of payments by hand: the file to pay from, everybody on it, and the mark that all of it is paid. */
export function Screen() {
  const { batchId = '' } = useParams()
  const { storeId } = useShop()
  const texts = useTexts().settlement.lists
  const to = usePath()
  const list = useQuery({
    queryKey: ['settlement', storeId, 'list', batchId],
    queryFn: () => getBatch(storeId, batchId),
  })
  return (
    <Page back={to('/settlement/withdrawals/lists')} title={texts.detail} help={texts.help}>
      <Loaded from={list} rows={8}>
        {({ batch, withdrawals }) => (
          <>
            <Standing batch={batch} />
            <WithdrawalRows rows={withdrawals} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Standing({ batch }: { readonly batch: Batch }) {
  const texts = useTexts().settlement.lists
  const zone = useZone()
  const who = useActors()
  const may = useMay('payouts:write')
  return (
    <Panel>
      <div className="row between row-wrap">
        <span className="stack tight">
          <span>
            <BatchTag batch={batch} />
          </span>
          <span className="quiet">
            <Time at={batch.openedAt} zone={zone} /> · {who(batch.openedBy)}
          </span>
        </span>
        <span className="stack tight amount">
          <span className="quiet">{texts.left}</span>
          <strong className="total">
            <Price money={batch.openNet} />
          </strong>
        </span>
      </div>
      <dl className="sums">
        <Fact label={texts.list}>{texts.listed(batch.listed, priceText(batch.listedNet))}</Fact>
        <Fact label={texts.done}>{texts.listed(batch.paidCount, priceText(batch.paidNet))}</Fact>
        <Fact label={texts.left}>{texts.listed(batch.openCount, priceText(batch.openNet))}</Fact>
      </dl>
      {may && <Acts batch={batch} />}
    </Panel>
  )
}

function Acts({ batch }: { readonly batch: Batch }) {
  const { storeId } = useShop()
  const texts = useTexts().settlement.lists
  const { id, openCount: count, openNet } = batch
  const isOpen = batch.closedAt === null && count > 0
  return (
    <div className="row row-wrap acts">
      <Act
        renews="settlement"
        label={texts.save}
        title={texts.saveTitle}
        help={texts.saveHelp}
        act={() => saveBatchFile(storeId, id)}
      />
      {isOpen && (
        <Act<Proof>
          renews="settlement"
          label={texts.payAll}
          button={{ type: 'primary' }}
          title={texts.payTitle}
          help={texts.payHelp(count, priceText(openNet))}
          done={texts.paid}
          act={({ reference, pictureId }, key) =>
            actOnBatch(storeId, {
              id,
              key,
              deed: { act: 'paid', reference, pictureId, count, totalFen: openNet.amount },
            })
          }
        >
          <ProofFields />
        </Act>
      )}
      {isOpen && (
        <Act
          renews="settlement"
          isDanger
          label={texts.dissolve}
          title={texts.dissolveTitle}
          help={texts.dissolveHelp}
          done={texts.dissolved}
          act={(_, key) => actOnBatch(storeId, { id, key, deed: { act: 'dissolve' } })}
        />
      )}
    </div>
  )
}
