import { App } from 'antd'
import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { useTexts } from '../i18n/texts.js'

/** Asks before typed text is left behind, inside the console and by the browser; steps of one page are no leaving. */
export function useLeaveGuard(isDirty: () => boolean): void {
  const { common } = useTexts()
  const { modal } = App.useApp()
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isDirty() && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    const asked = modal.confirm({
      title: common.dropChanges,
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    })
    return () => asked.destroy()
  }, [blocker, modal, common])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isDirty()) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isDirty])
}
