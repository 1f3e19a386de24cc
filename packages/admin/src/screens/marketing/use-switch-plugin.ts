import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { switchPlugin } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

/** Switches a plugin on or off; whatever shows plugins or the mechanics they bring is asked for again. */
export function useSwitchPlugin(pluginId: string) {
  const { storeId } = useShop()
  const { marketing } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  return useMutation({
    mutationFn: (wanted: boolean) => switchPlugin(storeId, pluginId, wanted),
    onSuccess: async (_, wanted) => {
      await Promise.all(
        [
          ['plugins', storeId],
          ['plugin', storeId, pluginId],
          ['campaign-mechanics', storeId],
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      )
      void message.success(wanted ? marketing.turnedOn : marketing.turnedOff)
    },
    onError: fail,
  })
}
