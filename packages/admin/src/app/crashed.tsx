import { Button } from 'antd'
import { Link, useParams, useRouteError } from 'react-router'
import { useTexts } from '../i18n/texts.js'
import { Nothing } from '../ui/states.js'

/** A fault of ours, or a chunk of an older build that is gone: both are mended by loading the page again. */
export function Crashed() {
  const { states } = useTexts()
  const error = useRouteError()
  return (
    <main className="plain">
      <Nothing
        text={states.crashed}
        help={error instanceof Error ? error.message : undefined}
        action={
          <Button type="primary" onClick={() => location.reload()}>
            {states.reload}
          </Button>
        }
      />
    </main>
  )
}

export function PageMissing() {
  const { states } = useTexts()
  const { slug } = useParams()
  return (
    <div className="page">
      <Nothing
        text={states.pageMissing}
        action={
          <Link to={`/s/${slug ?? ''}`}>
            <Button>{states.toOverview}</Button>
          </Link>
        }
      />
    </div>
  )
}
