import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Progress, Space, Table, Tag } from 'antd'
import { useEffect } from 'react'
import { Link } from 'react-router'
import {
  getImport,
  type Import,
  type ImportProblem,
  listImportProblems,
  retryPictures,
} from '../../api/imports.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'

const POLL_MS = 700

interface ImportReportProps {
  readonly importId: string
  /** Offered after a check: import for real. */
  readonly onRun?: () => void
  readonly isStarting?: boolean
  readonly onRestart?: () => void
}

const isOver = (one: Import | undefined) => one?.state === 'done' || one?.state === 'failed'

/** An import while it runs, then what came of it and what was wrong, row by row. */
export function ImportReport({ importId, onRun, isStarting = false, onRestart }: ImportReportProps) {
  const { storeId } = useShop()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['import', storeId, importId],
    queryFn: () => getImport(storeId, importId),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MS),
  })
  const isDone = isOver(query.data)
  useEffect(() => {
    if (!isDone) return
    void client.invalidateQueries({ queryKey: ['imports', storeId] })
    void client.invalidateQueries({ queryKey: ['products', storeId] })
    void client.invalidateQueries({ queryKey: ['categories', storeId] })
  }, [isDone, client, storeId])
  return (
    <Loaded from={query} rows={3}>
      {(data) =>
        isOver(data) ? (
          <Result
            done={data}
            {...(onRun && data.isDryRun ? { onRun } : {})}
            isStarting={isStarting}
            {...(onRestart ? { onRestart } : {})}
          />
        ) : (
          <Running running={data} />
        )
      }
    </Loaded>
  )
}

function Running({ running }: { readonly running: Import }) {
  const { imports } = useTexts().catalog
  const { rowsDone, rowsTotal, state, isDryRun } = running
  const percent = rowsTotal === 0 ? 0 : Math.floor((rowsDone * 100) / rowsTotal)
  const text = state === 'waiting' ? imports.waiting : imports.running(rowsDone, rowsTotal)
  return (
    <Panel title={isDryRun ? imports.checking : running.fileName}>
      <Progress percent={percent} status="active" />
      <p className="quiet" role="status">
        {text}
      </p>
    </Panel>
  )
}

interface ResultProps {
  readonly done: Import
  readonly onRun?: () => void
  readonly isStarting: boolean
  readonly onRestart?: () => void
}

function Result({ done, onRun, isStarting, onRestart }: ResultProps) {
  const { imports } = useTexts().catalog
  const to = usePath()
  const isFailed = done.state === 'failed'
  const title = isFailed ? imports.failed : done.isDryRun ? imports.checkDone : imports.importDone
  return (
    <Panel title={done.fileName}>
      <Space orientation="vertical" size="middle" className="full">
        <Alert
          type={isFailed ? 'error' : 'success'}
          showIcon
          title={title}
          description={isFailed ? [done.code, done.detail].filter(Boolean).join(' ') : undefined}
        />
        <Counts done={done} />
        {done.ignoredColumns.length > 0 && (
          <details className="quiet">
            <summary>{imports.ignored(done.ignoredColumns.length)}</summary>
            {done.ignoredColumns.join(' · ')}
          </details>
        )}
        {done.failed > 0 && <p className="quiet">{imports.rowsWithErrors}</p>}
        <Space wrap>
          {onRun && !isFailed && (
            <Button type="primary" loading={isStarting} onClick={onRun}>
              {imports.run}
            </Button>
          )}
          {!done.isDryRun && (
            <Link to={to('/products')}>
              <Button type={onRestart ? 'primary' : 'default'}>{imports.toProducts}</Button>
            </Link>
          )}
          {onRestart && <Button onClick={onRestart}>{imports.another}</Button>}
        </Space>
        <Problems done={done} />
      </Space>
    </Panel>
  )
}

function Counts({ done }: { readonly done: Import }) {
  const { counts } = useTexts().catalog.imports
  return (
    <div className="figures import-counts">
      {(['created', 'updated', 'unchanged', 'failed', 'warnings'] as const).map((name) => (
        <span key={name} className="figure">
          <span>{counts[name]}</span>
          <strong>{done[name]}</strong>
        </span>
      ))}
    </div>
  )
}

function Problems({ done }: { readonly done: Import }) {
  const { storeId } = useShop()
  const { imports } = useTexts().catalog
  const may = useMay('catalog:write')
  const { message } = App.useApp()
  const fail = useFail()
  const list = usePaged(['import-problems', storeId, done.id], async (after) => {
    const { problems, next } = await listImportProblems(storeId, done.id, after)
    return { items: problems, next: next === null ? null : String(next) }
  })
  const retry = useMutation({
    mutationFn: () => retryPictures(storeId, done.id),
    onSuccess: async () => {
      void message.success(imports.retried)
      await list.refetch()
    },
    onError: fail,
  })
  if (list.data?.length === 0) return <p className="quiet">{imports.noProblems}</p>
  const canRetry = may && !done.isDryRun && list.data?.some(({ retryUrl }) => retryUrl !== null)
  return (
    <>
      {canRetry && (
        <Button loading={retry.isPending} onClick={() => retry.mutate()}>
          {imports.retry}
        </Button>
      )}
      <Table<ImportProblem>
        size="small"
        pagination={false}
        loading={list.data === undefined}
        dataSource={[...(list.data ?? [])]}
        rowKey="position"
        scroll={{ x: 'max-content' }}
        columns={[
          { title: imports.row, dataIndex: 'row', width: 60, align: 'right' },
          {
            title: imports.level,
            width: 80,
            render: (_, { level }) => (
              <Tag color={level === 'error' ? 'error' : 'warning'}>{imports.levels[level]}</Tag>
            ),
          },
          { title: imports.problem, render: (_, { code }) => imports.codes[code] ?? code },
          {
            title: imports.detail,
            render: (_, { detail }) => <span className="quiet problem-detail">{detail}</span>,
          },
        ]}
      />
      <LoadMore list={list} />
    </>
  )
}
