import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { changeRole, listMembers, type Member, removeMember, withdrawInvite } from '../../api/store.js'
import type { Role } from '../../api/types.js'
import { useMay, useMe, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time, useTimeText } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { InviteDialog } from './invite-dialog.js'

const ROLES: readonly Role[] = ['owner', 'manager', 'operator', 'clerk']

export function Screen() {
  const { storeId } = useShop()
  const { staff } = useTexts().shop
  const may = useMay('staff:write')
  const [isInviting, setInviting] = useState(false)
  const members = useQuery({ queryKey: ['members', storeId], queryFn: () => listMembers(storeId) })
  return (
    <Page
      title={staff.title}
      help={staff.help}
      isNarrow
      action={
        may && (
          <Button type="primary" onClick={() => setInviting(true)}>
            {staff.invite}
          </Button>
        )
      }
    >
      <Loaded from={members} rows={3}>
        {({ items, invites }) => (
          <>
            <Panel>
              <ul className="lines">
                {items.map((member) => (
                  <MemberLine key={member.staffId} member={member} may={may} />
                ))}
              </ul>
            </Panel>
            {invites.length > 0 && (
              <Panel title={staff.open}>
                <ul className="lines">
                  {invites.map((invite) => (
                    <InviteLine key={invite.id} {...invite} may={may} />
                  ))}
                </ul>
              </Panel>
            )}
          </>
        )}
      </Loaded>
      <InviteDialog isOpen={isInviting} onClose={() => setInviting(false)} />
    </Page>
  )
}

function useChange<T>(mutationFn: (input: T) => Promise<void>) {
  const { storeId } = useShop()
  const { common } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['members', storeId] })
      void message.success(common.saved)
    },
    onError: fail,
  })
}

function MemberLine({ member, may }: { readonly member: Member; readonly may: boolean }) {
  const { storeId } = useShop()
  const { roles, shop, common } = useTexts()
  const { modal } = App.useApp()
  const me = useMe().data
  const { staffId, name, login, role } = member
  const change = useChange((wanted: Role) => changeRole(storeId, staffId, wanted))
  const remove = useChange(() => removeMember(storeId, staffId))
  const isMe = me?.staffId === staffId
  const askRemove = () =>
    void modal.confirm({
      title: shop.staff.remove,
      content: shop.staff.removeConfirm(name),
      okText: shop.staff.remove,
      cancelText: common.cancel,
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(undefined),
    })
  return (
    <li className="row row-wrap">
      <span className="stack tight grow">
        <strong>{isMe ? shop.staff.you(name) : name}</strong>
        <span className="quiet">
          {login} · {shop.staff.joined} <Time at={member.joinedAt} />
        </span>
      </span>
      {may ? (
        <Select<Role>
          value={role}
          className="role"
          aria-label={shop.staff.role}
          onChange={(wanted) => change.mutate(wanted)}
          popupMatchSelectWidth={320}
          options={ROLES.map((one) => ({ value: one, label: roles[one], help: shop.staff.roleHelp[one] }))}
          optionRender={(option) => (
            <span className="stack tight">
              <strong>{option.data.label}</strong>
              <span className="quiet clip">{option.data.help}</span>
            </span>
          )}
        />
      ) : (
        <span>{roles[role]}</span>
      )}
      {may && !isMe && (
        <Button danger type="text" onClick={askRemove}>
          {shop.staff.remove}
        </Button>
      )}
    </li>
  )
}

interface InviteLineProps {
  readonly id: string
  readonly login: string
  readonly role: Role
  readonly expiresAt: string
  readonly may: boolean
}

function InviteLine({ id, login, role, expiresAt, may }: InviteLineProps) {
  const { storeId } = useShop()
  const { roles, shop } = useTexts()
  const timeText = useTimeText()
  const withdraw = useChange(() => withdrawInvite(storeId, id))
  return (
    <li className="row row-wrap">
      <span className="stack tight grow">
        <strong>{login}</strong>
        <span className="quiet">
          {roles[role]} · {shop.staff.until(timeText(expiresAt))}
        </span>
      </span>
      {may && (
        <Button type="text" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
          {shop.staff.withdraw}
        </Button>
      )}
    </li>
  )
}
