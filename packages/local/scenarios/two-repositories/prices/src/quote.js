/** The quote of a net price in cents, as it is sent to whoever asks. */
export function quote(net) {
  return { net };
}
