import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { newKey } from '../../api/client.js'
import { callDeclared, downloadDeclared, type PluginAction } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

interface DeclaredActionProps {
  readonly pluginId: string
  readonly action: PluginAction
  readonly row: Readonly<Record<string, unknown>>
}

/** Whether a form or an action is for this row. */
export function isOffered(
  { showWhen = {} }: Pick<PluginAction, 'showWhen'>,
  row: DeclaredActionProps['row'],
): boolean {
  return Object.entries(showWhen).every(([field, allowed]) => allowed.includes(String(row[field])))
}

/** Something a plugin offers to do with a row; asks first when the plugin says so. */
export function DeclaredAction({ pluginId, action, row }: DeclaredActionProps) {
  const { storeId } = useShop()
  const { marketing, common } = useTexts()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const fail = useFail()
  const { title, route, confirm, isDangerous = false } = action
  const isFile = route.startsWith('GET ')
  const run = useMutation({
    // An action that only reads gives out a file.
    mutationFn: async () =>
      isFile
        ? downloadDeclared(storeId, { pluginId, route, row })
        : void (await callDeclared(storeId, { pluginId, route, row, key: newKey() })),
    onSuccess: async () => {
      if (isFile) return
      await client.invalidateQueries({ queryKey: ['declared', storeId, pluginId] })
      void message.success(marketing.actionDone)
    },
    onError: fail,
  })
  if (!isOffered(action, row)) return null
  const start = () => {
    if (!confirm) return run.mutate()
    void modal.confirm({
      title,
      content: confirm,
      okText: title,
      cancelText: common.cancel,
      okButtonProps: { danger: isDangerous },
      onOk: () => run.mutateAsync(),
    })
  }
  return (
    <Button size="small" type="text" danger={isDangerous} loading={run.isPending} onClick={start}>
      {title}
    </Button>
  )
}
