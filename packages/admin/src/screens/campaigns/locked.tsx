import { LockOutlined } from '@ant-design/icons'
import { ConfigProvider } from 'antd'
import type { ReactNode } from 'react'
import { useTexts } from '../../i18n/texts.js'

interface LockedProps {
  readonly when: boolean
  readonly children: ReactNode
}

/** What may no longer change, said in words beside it. */
export function Locked({ when, children }: LockedProps) {
  const { form } = useTexts().campaigns
  if (!when) return children
  return (
    <div className="locked">
      <span className="quiet">
        <LockOutlined /> {form.locked}
      </span>
      <ConfigProvider componentDisabled>{children}</ConfigProvider>
    </div>
  )
}
