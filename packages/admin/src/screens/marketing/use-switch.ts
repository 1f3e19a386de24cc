import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { switchPlugin } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

/** Switches a plugin on or off for this shop; whatever shows whether it is on is asked for again. */
export function useSwitch(pluginId: string) {
  const { storeId } = useShop()
  const { marketing } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  return useMutation({
    mutationFn: (wanted: boolean) => switchPlugin(storeId, pluginId, wanted),
    onSuccess: async (_, wanted) => {
      const shown = [['plugins'], ['plugin', pluginId], ['campaign-mechanics'], ['campaigns'], ['campaign']]
      await Promise.all(
        shown.map(([name, ...rest]) => client.invalidateQueries({ queryKey: [name, storeId, ...rest] })),
      )
      void message.success(wanted ? marketing.turnedOn : marketing.turnedOff)
    },
    onError: fail,
  })
}
