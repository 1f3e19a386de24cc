import { Button, Result } from 'antd'
import { Link, useRouteError } from 'react-router'
import { useTexts } from '../i18n/texts.js'

/** A fault of ours, or a chunk of an older build that is gone: both are mended by loading the page again. */
export function Crashed() {
  const { states } = useTexts()
  const error = useRouteError()
  return (
    <Result
      status="warning"
      title={states.crashed}
      subTitle={error instanceof Error ? error.message : undefined}
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {states.reload}
        </Button>
      }
    />
  )
}

export function PageMissing() {
  const { states } = useTexts()
  return (
    <Result
      status="404"
      title={states.pageMissing}
      extra={
        <Link to="..">
          <Button>{states.toOverview}</Button>
        </Link>
      }
    />
  )
}
