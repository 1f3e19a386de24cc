import { Button, Empty, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { CallError } from '../api/client.js'
import { useTexts } from '../i18n/texts.js'

interface Asked<T> {
  readonly data: T | undefined
  readonly error: Error | null
  refetch(): unknown
}

interface LoadedProps<T> {
  readonly from: Asked<T>
  /** What stands there until the first answer; its shape is that of the content. */
  readonly rows?: number
  readonly children: (data: T) => ReactNode
}

/** Shows what was asked for, or why it is not there: loading, no permission, not found, failed with another try. */
export function Loaded<T>({ from, rows = 6, children }: LoadedProps<T>) {
  if (from.data !== undefined) return children(from.data)
  if (from.error) return <Failure error={from.error} onRetry={() => from.refetch()} />
  return <Waiting rows={rows} />
}

export function Waiting({ rows = 6 }: { readonly rows?: number }) {
  const texts = useTexts()
  return (
    <div className="panel" role="status" aria-label={texts.common.loading}>
      <Skeleton
        active
        title={false}
        paragraph={{ rows, width: Array.from({ length: rows }, () => '100%') }}
      />
    </div>
  )
}

interface FailureProps {
  readonly error: Error
  readonly onRetry: () => void
}

export function Failure({ error, onRetry }: FailureProps) {
  const { states, common } = useTexts()
  const status = error instanceof CallError ? error.status : 0
  if (status === 403) return <Nothing text={states.forbidden} help={states.forbiddenHelp} />
  if (status === 404) return <Nothing text={states.notFound} help={states.notFoundHelp} />
  return (
    <div className="panel failure" role="alert">
      <h2>{states.failed}</h2>
      <p>{error.message}</p>
      <Button onClick={onRetry}>{common.retry}</Button>
    </div>
  )
}

interface NothingProps {
  /** What this is and why it is empty. */
  readonly text: ReactNode
  readonly help?: ReactNode
  /** The one thing to do about it. */
  readonly action?: ReactNode
}

export function Nothing({ text, help, action }: NothingProps) {
  return (
    <div className="panel nothing">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={false} />
      <h2>{text}</h2>
      {help && <p>{help}</p>}
      {action}
    </div>
  )
}
