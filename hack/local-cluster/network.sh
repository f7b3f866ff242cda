# shellcheck shell=bash
# The node's address on a link of its own, and the routes of its pods to other networks. Everything made here has a name or
# a comment by which it is found again and removed.

LINK=subpipe0
RULE_COMMENT=subpipe-local
FIREWALLS=(iptables ip6tables)

# Each line: table, chain, rule. First in their chains, for a firewall below may drop by default.
network_rules() {
  cat <<RULES
nat POSTROUTING -s $POD_NET ! -d $NET.0.0/16 -j MASQUERADE
filter INPUT -s $POD_NET -j ACCEPT
filter FORWARD -s $POD_NET -j ACCEPT
filter FORWARD -d $POD_NET -j ACCEPT
RULES
}

make_network() {
  local table chain rule
  ip link add "$LINK" type bridge
  ip address add "$ADDRESS/32" dev "$LINK"
  ip link set "$LINK" up
  ip route add "$SERVICE_NET" dev "$LINK"
  network_rules | while read -r table chain rule; do
    # shellcheck disable=SC2086 # a rule is several words
    iptables -w -t "$table" -I "$chain" $rule -m comment --comment "$RULE_COMMENT"
  done
}

link_is_there() { ip link show "$LINK" >/dev/null 2>&1; }

# refuse_network: anything that our addresses or firewall chains would collide with, before it is touched.
refuse_network() {
  local used
  ! link_is_there ||
    die "a network link $LINK is there, and not of this cluster" "another SUBPIPE_CACHE has a cluster, or: ip link delete $LINK"
  used=$(ip -o route show | grep -v '^default' | grep -F " $NET." || true)
  used+=$(ip -o route show | grep "^$NET\." || true)
  [ -z "$used" ] || die "addresses $NET.x.x are in use: $used" 'choose others with SUBPIPE_NET, for instance SUBPIPE_NET=10.213'
  # Not grep -q: it ends at the first hit, the listing then fails with SIGPIPE, and with pipefail the pipe fails too.
  if iptables -w -t nat -S 2>/dev/null | grep '^-N KUBE-SERVICES' >/dev/null; then
    die 'another Kubernetes node runs on this machine (chain KUBE-SERVICES in its firewall)' \
      'end it, or use PROVIDER=kind or PROVIDER=existing'
  fi
}

# delete_rules FIREWALL TABLE PATTERN: deletes the rules whose listing matches. xargs reads quotes as the listing has them.
delete_rules() {
  "$1" -w -t "$2" -S 2>/dev/null | { grep -E -e "$3" || true; } | sed 's/^-A/-D/' | xargs -r -L 1 "$1" -w -t "$2"
}

# remove_network: our rules, and kube-proxy's chains. INVARIANT: while our link is there, these are all of this cluster,
# for refuse_network let it start on a machine that had none. After a reboot the link is gone, and they may be another's.
remove_network() {
  local firewall table chain
  link_is_there || return 0
  for firewall in "${FIREWALLS[@]}"; do
    command -v "$firewall" >/dev/null || continue
    for table in nat filter mangle; do
      delete_rules "$firewall" "$table" "^-A .*(--comment $RULE_COMMENT|-j KUBE-)"
      for chain in $("$firewall" -w -t "$table" -S 2>/dev/null | sed -n 's/^-N \(KUBE-.*\)$/\1/p'); do
        "$firewall" -w -t "$table" -F "$chain"
      done
      for chain in $("$firewall" -w -t "$table" -S 2>/dev/null | sed -n 's/^-N \(KUBE-.*\)$/\1/p'); do
        "$firewall" -w -t "$table" -X "$chain"
      done
    done
  done
  ip link delete "$LINK"
}
