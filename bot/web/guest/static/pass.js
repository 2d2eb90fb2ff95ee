"use strict"

/* Counts on the server's clock, as the phone's may be wrong; when the time has come the page is asked for anew. */
const left = document.querySelector("[data-until]")
if (left) {
  const ahead = Date.now() / 1000 - Number(left.dataset.now)
  const until = Number(left.dataset.until)
  const pad = (number) => String(number).padStart(2, "0")
  const words = (seconds) => {
    const [days, hours] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24]
    const minutes = Math.floor(seconds / 60) % 60
    if (days) return `${days} d ${hours} h`
    if (hours) return `${hours} h ${pad(minutes)} min`
    return `${minutes} min ${pad(seconds % 60)} s`
  }
  const count = () => {
    const seconds = Math.ceil(until - (Date.now() / 1000 - ahead))
    left.textContent = words(Math.max(seconds, 0))
    if (seconds < 0) location.replace(location.pathname + location.search)
    else setTimeout(count, 1000)
  }
  count()
}

const print = document.getElementById("print")
if (print) {
  print.hidden = false
  print.addEventListener("click", () => window.print())
}

const again = document.querySelector("[data-again]")
if (again) setTimeout(() => location.reload(), Number(again.dataset.again))

/* A finger has to stay for a second. A keyboard or a screen reader cannot hold: there the question is asked instead. */
for (const form of document.querySelectorAll("[data-hold]")) {
  const button = form.querySelector("button")
  let timer = 0
  const release = () => {
    clearTimeout(timer)
    button.classList.remove("held")
  }
  const send = () => {
    release()
    button.disabled = true
    form.submit()
  }
  button.hidden = false
  button.addEventListener("pointerdown", () => {
    button.classList.add("held")
    timer = setTimeout(send, 1000)
  })
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, release)
  button.addEventListener("contextmenu", (event) => event.preventDefault())
  button.addEventListener("click", (event) => {
    if (event.detail === 0 && confirm(form.dataset.ask)) send()
  })
}
