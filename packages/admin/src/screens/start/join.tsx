import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useLocation, useNavigate } from 'react-router'
import { acceptInvite } from '../../api/session.js'
import { useRenewSession } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Nothing } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { Plain } from './plain.js'

/** Joining a shop by a link whose secret stands after the `#`, where no server sees it. */
export function Screen() {
  const { start } = useTexts()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const renew = useRenewSession()
  const fail = useFail()
  const [, storeId, token] = /^#(sto_[0-9a-f]{32})\.([\w-]{43})$/.exec(hash) ?? []
  const join = useMutation({
    mutationFn: acceptInvite,
    onSuccess: async () => {
      await renew()
      await navigate('/', { replace: true })
    },
    onError: fail,
  })
  return (
    <Plain>
      <Nothing
        text={start.joinTitle}
        help={storeId && token ? start.joinHelp : start.joinBroken}
        action={
          storeId &&
          token && (
            <Button type="primary" loading={join.isPending} onClick={() => join.mutate({ storeId, token })}>
              {start.join}
            </Button>
          )
        }
      />
    </Plain>
  )
}
