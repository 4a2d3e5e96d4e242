document.querySelector(".tools").addEventListener("click", function (event) {
  var wish = event.target.getAttribute("data-fold");
  if (wish === "print") { window.print(); return; }
  if (!wish) { return; }
  document.querySelectorAll("details").forEach(function (fold) { fold.open = wish === "open"; });
});
