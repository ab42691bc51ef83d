import { create } from 'zustand'

export interface Toast {
  id: number
  level: 'info' | 'success' | 'warning' | 'error'
  text: string
  next?: string
}

/** Short messages about what the person just did. What happens on servers goes to notices in the timeline instead. */
export const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }))

let lastId = 0

export function notify(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  const added: Toast = { ...toast, id: lastId }
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-4), added] }))
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}
