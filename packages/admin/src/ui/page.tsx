import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useTexts } from '../i18n/texts.js'

interface PageProps {
  readonly title: ReactNode
  /** The page's one primary action. */
  readonly action?: ReactNode
  /** Where the arrow before the title leads. */
  readonly back?: string
  readonly help?: ReactNode
  readonly isNarrow?: boolean
  readonly children: ReactNode
}

/** A page: one title, at most one primary action, one list or form. */
export function Page({ title, action, back, help, isNarrow = false, children }: PageProps) {
  const texts = useTexts()
  return (
    <div className={isNarrow ? 'page page-narrow' : 'page'}>
      <header className="page-head">
        {back !== undefined && (
          <Link to={back} aria-label={texts.common.back} className="page-back">
            <ArrowLeftOutlined />
          </Link>
        )}
        <h1>{title}</h1>
        {action && <div className="page-action">{action}</div>}
      </header>
      {help && <p className="page-help">{help}</p>}
      {children}
    </div>
  )
}

interface PanelProps {
  readonly title?: ReactNode
  readonly help?: ReactNode
  readonly extra?: ReactNode
  readonly isFlush?: boolean
  readonly children: ReactNode
}

/** A card; a section of a form has one sentence of help. */
export function Panel({ title, help, extra, isFlush = false, children }: PanelProps) {
  return (
    <section className={isFlush ? 'panel panel-flush' : 'panel'}>
      {(title || extra) && (
        <div className="panel-head">
          <h2>{title}</h2>
          {extra}
        </div>
      )}
      {help && <p className="panel-help">{help}</p>}
      {children}
    </section>
  )
}

/** The bar at the end of a form, always in reach of the thumb. */
export function FormBar({ children }: { readonly children: ReactNode }) {
  return <div className="form-bar">{children}</div>
}

interface SaveButtonProps {
  readonly isSaving: boolean
  readonly disabled?: boolean
  readonly children?: ReactNode
}

export function SaveButton({ isSaving, disabled = false, children }: SaveButtonProps) {
  const texts = useTexts()
  return (
    <Button type="primary" htmlType="submit" loading={isSaving} disabled={disabled}>
      {children ?? texts.common.save}
    </Button>
  )
}
