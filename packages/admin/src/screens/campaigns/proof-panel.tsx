import { DownloadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { exportProofs, listProofs, type Proof } from '../../api/campaign-checks.js'
import { useShop } from '../../app/session.js'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Price } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'

/** What may be struck for each variant, on what basis, or why not; the whole evidence as a table to keep. */
export function ProofPanel({ campaignId }: { readonly campaignId: string }) {
  const { storeId } = useShop()
  const { proof } = useTexts().campaign
  const fail = useFail()
  const list = usePaged(['price-proof', storeId, campaignId], (cursor) =>
    listProofs(storeId, campaignId, cursor),
  )
  const save = useMutation({ mutationFn: () => exportProofs(storeId, campaignId), onError: fail })
  const isEmpty = list.data?.length === 0
  return (
    <>
      <Panel
        title={proof.title}
        help={proof.help}
        extra={
          !isEmpty && (
            <Button icon={<DownloadOutlined />} loading={save.isPending} onClick={() => save.mutate()}>
              {proof.csv}
            </Button>
          )
        }
      >
        {isEmpty && <p className="quiet">{proof.none}</p>}
      </Panel>
      {!isEmpty && <Loaded from={list}>{(rows) => <ProofRows rows={rows} />}</Loaded>}
      <LoadMore list={list} />
    </>
  )
}

function ProofRows({ rows }: { readonly rows: readonly Proof[] }) {
  const { proof } = useTexts().campaign
  return (
    <Rows
      rows={rows}
      keyOf={(row) => `${row.round}${row.skuId}`}
      columns={[
        { title: proof.sku, render: (_, row) => <Name row={row} /> },
        {
          title: proof.number,
          align: 'right',
          render: (_, row) => <Amount fen={row.numberFen} isStruck={row.isStruck} />,
        },
        { title: proof.basis, render: (_, row) => <Basis row={row} /> },
        { title: proof.result, render: (_, row) => <Verdict row={row} /> },
      ]}
      card={(row) => (
        <div className="stack tight">
          <span className="row between">
            <Name row={row} />
            <Amount fen={row.numberFen} isStruck={row.isStruck} />
          </span>
          {row.basisFen !== null && (
            <span className="quiet">
              <Basis row={row} />
            </span>
          )}
          <Verdict row={row} />
        </div>
      )}
    />
  )
}

function Name({ row }: { readonly row: Proof }) {
  return (
    <span className="clip">
      {row.title} <span className="quiet">{row.options}</span>
    </span>
  )
}

function Amount({ fen, isStruck = false }: { readonly fen: number; readonly isStruck?: boolean }) {
  const currency = useCurrency()
  return <Price money={{ amount: fen, currency }} isStruck={isStruck} />
}

function Basis({ row }: { readonly row: Proof }) {
  if (row.basisFen === null) return '—'
  return (
    <>
      {row.kindName} <Amount fen={row.basisFen} />
    </>
  )
}

function Verdict({ row }: { readonly row: Proof }) {
  const { proof } = useTexts().campaign
  return (
    <span className="stack tight">
      <span>
        <Tag color={row.isStruck ? 'success' : 'default'}>{row.isStruck ? proof.shown : proof.notShown}</Tag>
        {row.frozenAt && <Tag>{proof.frozen}</Tag>}
      </span>
      {!row.isStruck && <span className="quiet">{row.why}</span>}
    </span>
  )
}
