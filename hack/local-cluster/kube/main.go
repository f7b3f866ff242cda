// kube is every Kubernetes program that a one-node cluster needs, in one binary: the name it is called by, or else
// its first argument, chooses. One binary shares 90 % of its code, so it builds and loads several times faster.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

var programs = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-proxy":              proxy.NewProxyCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kubectl":                 func() *cobra.Command { return kubectl.NewDefaultKubectlCommand() },
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
}

func main() {
	args := slices.Clone(os.Args)
	args[0] = filepath.Base(args[0])
	if args[0] != "etcd" && programs[args[0]] == nil {
		args = args[1:]
	}
	if len(args) > 0 && args[0] == "etcd" {
		etcdmain.Main(args)
		return
	}
	if len(args) == 0 || programs[args[0]] == nil {
		fmt.Fprintln(os.Stderr, "usage: kube PROGRAM [ARGUMENT...], where PROGRAM is one of etcd, "+names())
		os.Exit(2)
	}
	// kubectl's constructor reads os.Args to look for plug-ins.
	os.Args = args
	command := programs[args[0]]()
	command.SetArgs(args[1:])
	os.Exit(cli.Run(command))
}

func names() string {
	var all []string
	for name := range programs {
		all = append(all, name)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
