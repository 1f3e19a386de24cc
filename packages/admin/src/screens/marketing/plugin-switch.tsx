import { useMutation } from '@tanstack/react-query'
import { App, Switch } from 'antd'
import { listOpenPromises, type OpenPromises } from '../../api/plugins.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useSwitchPlugin } from './use-switch-plugin.js'

interface PluginSwitchProps {
  readonly pluginId: string
  readonly title: string
  readonly isOn: boolean
}

/** On at once; off after saying what is still open. */
export function PluginSwitch({ pluginId, title, isOn }: PluginSwitchProps) {
  const { storeId } = useShop()
  const { marketing, common } = useTexts()
  const may = useMay('plugins:write')
  const { modal } = App.useApp()
  const fail = useFail()
  const change = useSwitchPlugin(pluginId)
  const ask = useMutation({
    mutationFn: () => listOpenPromises(storeId, pluginId),
    onSuccess: (open) =>
      void modal.confirm({
        title: marketing.offTitle(title),
        content: <StillOpen open={open} />,
        okText: marketing.turnOff,
        cancelText: common.cancel,
        onOk: () => change.mutateAsync(false),
      }),
    onError: fail,
  })
  return (
    <Switch
      aria-label={`${title} ${isOn ? marketing.on : marketing.off}`}
      checked={isOn}
      disabled={!may}
      loading={change.isPending || ask.isPending}
      onChange={(wanted) => (wanted ? change.mutate(true) : ask.mutate())}
    />
  )
}

function StillOpen({ open }: { readonly open: OpenPromises }) {
  const { marketing } = useTexts()
  const lines = [
    ...open.held.map(({ kind, units }) => marketing.held(kind, units)),
    ...open.waitingEvents.map(({ name, count }) => marketing.waiting(name, count)),
  ]
  return (
    <>
      <p>{marketing.offHelp}</p>
      {lines.length === 0 ? (
        <p className="quiet">{marketing.offNothing}</p>
      ) : (
        <>
          <strong>{marketing.offOpen}</strong>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
