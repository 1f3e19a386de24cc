import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Space, Tag } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import {
  downloadOrdersToShip,
  downloadShipTemplate,
  listShipBatches,
  type ShipBatch,
  startShipBatch,
} from '../../api/ship-batches.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CsvField } from '../../ui/csv-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { usePhone } from '../../ui/use-phone.js'
import { BatchReport } from './batch-report.js'

/** Many parcels by one table: what waits goes out, comes back with numbers, and is shipped. */
export function Screen() {
  const { shipping } = useTexts()
  const to = usePath()
  // In the address, so that it is still there when the phone was turned or the page comes back.
  const [search, setSearch] = useSearchParams()
  const batchId = search.get('table')
  return (
    <Page title={shipping.title} help={shipping.help} back={to('/orders')} isNarrow>
      {batchId ? (
        <BatchReport key={batchId} batchId={batchId} onAnother={() => setSearch({})} />
      ) : (
        <>
          <ExportPanel />
          <UploadPanel onStarted={(table) => setSearch({ table })} />
        </>
      )}
      <HistoryPanel without={batchId} />
    </Page>
  )
}

function ExportPanel() {
  const { storeId } = useShop()
  const { steps } = useTexts().shipping
  const fail = useFail()
  const waiting = useMutation({ mutationFn: () => downloadOrdersToShip(storeId), onError: fail })
  const template = useMutation({ mutationFn: () => downloadShipTemplate(storeId), onError: fail })
  return (
    <Panel title={steps.export} help={steps.exportHelp}>
      <Space wrap>
        <Button icon={<DownloadOutlined />} loading={waiting.isPending} onClick={() => waiting.mutate()}>
          {steps.exportButton}
        </Button>
        <Button type="text" loading={template.isPending} onClick={() => template.mutate()}>
          {steps.template}
        </Button>
      </Space>
    </Panel>
  )
}

function UploadPanel({ onStarted }: { readonly onStarted: (batchId: string) => void }) {
  const { storeId } = useShop()
  const { shipping } = useTexts()
  const isPhone = usePhone()
  const fail = useFail()
  const [file, setFile] = useState<File | null>(null)
  const start = useMutation({
    mutationFn: (chosen: File) => startShipBatch(storeId, chosen),
    onSuccess: ({ id }) => onStarted(id),
    onError: fail,
  })
  return (
    <Panel title={shipping.steps.upload} help={shipping.steps.uploadHelp}>
      {file ? (
        <div className="stack">
          <strong>{file.name}</strong>
          <Space wrap>
            <Button type="primary" loading={start.isPending} onClick={() => start.mutate(file)}>
              {shipping.go}
            </Button>
            <Button disabled={start.isPending} onClick={() => setFile(null)}>
              {shipping.change}
            </Button>
          </Space>
        </div>
      ) : (
        <CsvField
          title={isPhone ? shipping.drop : shipping.dropDesktop}
          limits={shipping.limits}
          onChosen={setFile}
        />
      )}
    </Panel>
  )
}

function HistoryPanel({ without }: { readonly without: string | null }) {
  const { storeId } = useShop()
  const { shipping } = useTexts()
  const [shown, setShown] = useState<string | null>(null)
  const list = useQuery({ queryKey: ['ship-batches', storeId], queryFn: () => listShipBatches(storeId) })
  return (
    <Loaded from={list} rows={2}>
      {(all) => {
        const batches = all.filter(({ id }) => id !== without)
        if (batches.length === 0) return null
        return (
          <Panel title={shipping.history}>
            <ul className="lines">
              {batches.map((batch) => (
                <li key={batch.id}>
                  <BatchLine
                    batch={batch}
                    onShow={() => setShown(shown === batch.id ? null : batch.id)}
                    isShown={shown === batch.id}
                  />
                  {shown === batch.id && <BatchReport batchId={batch.id} />}
                </li>
              ))}
            </ul>
          </Panel>
        )
      }}
    </Loaded>
  )
}

interface BatchLineProps {
  readonly batch: ShipBatch
  readonly isShown: boolean
  readonly onShow: () => void
}

function BatchLine({ batch, isShown, onShow }: BatchLineProps) {
  const { shipping, common } = useTexts()
  const { state, rows, parcels } = batch
  return (
    <div className="row row-wrap">
      <span className="stack tight grow">
        <strong className="clip">{batch.fileName}</strong>
        <span className="quiet">
          <Time at={batch.createdAt} />
          {state === 'done' && ` · ${shipping.summary(parcels, rows.failed)}`}
        </span>
      </span>
      <Tag color={state !== 'done' ? 'processing' : rows.failed > 0 ? 'warning' : 'success'}>
        {shipping.states[state]}
      </Tag>
      <Button type="text" aria-expanded={isShown} onClick={onShow}>
        {isShown ? common.close : common.view}
      </Button>
    </div>
  )
}
