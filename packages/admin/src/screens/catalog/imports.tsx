import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Radio, Space, Tag } from 'antd'
import { useState } from 'react'
import { exportProducts } from '../../api/catalog.js'
import { type Import, listImports, startImport } from '../../api/imports.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CsvField } from '../../ui/csv-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { ImportReport } from './import-report.js'

/** Table in: check, look, import. Table out. */
export function Screen() {
  const { imports } = useTexts().catalog
  const may = useMay('catalog:write')
  return (
    <Page title={imports.title} help={imports.help} isNarrow>
      {may && <ImportPanel />}
      <ExportPanel />
      <HistoryPanel />
    </Page>
  )
}

function ImportPanel() {
  const { storeId } = useShop()
  const { imports } = useTexts().catalog
  const fail = useFail()
  const [file, setFile] = useState<File | null>(null)
  const [stock, setStock] = useState<'keep' | 'set'>('keep')
  const [importId, setImportId] = useState<string | null>(null)
  const start = useMutation({
    mutationFn: (run: { file: File; isDryRun: boolean }) => startImport(storeId, { ...run, stock }),
    onSuccess: ({ id }) => setImportId(id),
    onError: fail,
  })
  const restart = () => {
    setFile(null)
    setImportId(null)
  }
  if (file && importId)
    return (
      <ImportReport
        key={importId}
        importId={importId}
        onRun={() => start.mutate({ file, isDryRun: false })}
        isStarting={start.isPending}
        onRestart={restart}
      />
    )
  return (
    <Panel>
      <CsvField title={file ? file.name : imports.drop} limits={imports.limits} onChosen={setFile} />
      {file && (
        <Space orientation="vertical" size="middle" className="full import-ask">
          <Radio.Group value={stock} onChange={(event) => setStock(event.target.value)} className="stack">
            <strong>{imports.stock}</strong>
            <Radio value="keep">{imports.stockKeep}</Radio>
            <Radio value="set">{imports.stockSet}</Radio>
          </Radio.Group>
          <Button
            type="primary"
            loading={start.isPending}
            onClick={() => start.mutate({ file, isDryRun: true })}
          >
            {imports.check}
          </Button>
        </Space>
      )}
    </Panel>
  )
}

function ExportPanel() {
  const { storeId } = useShop()
  const { imports } = useTexts().catalog
  const fail = useFail()
  const run = useMutation({ mutationFn: () => exportProducts(storeId), onError: fail })
  return (
    <Panel title={imports.export} help={imports.exportHelp}>
      <Button icon={<DownloadOutlined />} loading={run.isPending} onClick={() => run.mutate()}>
        {imports.export}
      </Button>
    </Panel>
  )
}

function HistoryPanel() {
  const { storeId } = useShop()
  const { imports } = useTexts().catalog
  const [shown, setShown] = useState<string | null>(null)
  const list = useQuery({ queryKey: ['imports', storeId], queryFn: () => listImports(storeId) })
  return (
    <Loaded from={list} rows={2}>
      {(rows) =>
        rows.length === 0 ? null : (
          <Panel title={imports.history}>
            <ul className="lines">
              {rows.map((row) => (
                <li key={row.id}>
                  <HistoryLine row={row} onShow={() => setShown(shown === row.id ? null : row.id)} />
                  {shown === row.id && <ImportReport importId={row.id} />}
                </li>
              ))}
            </ul>
          </Panel>
        )
      }
    </Loaded>
  )
}

function HistoryLine({ row, onShow }: { readonly row: Import; readonly onShow: () => void }) {
  const { catalog, common } = useTexts()
  const { imports } = catalog
  const color = row.state === 'done' ? 'success' : row.state === 'failed' ? 'error' : 'processing'
  return (
    <div className="row row-wrap">
      <span className="stack tight grow">
        <strong className="clip">{row.fileName}</strong>
        <span className="quiet">
          {row.isDryRun ? imports.dryRun : imports.real} · <Time at={row.createdAt} />
        </span>
      </span>
      <Tag color={color}>{imports.state[row.state]}</Tag>
      <Button type="text" onClick={onShow}>
        {common.view}
      </Button>
    </div>
  )
}
