// What an operator does meanwhile: peers come and go, the gateway reloads everything, keys change, a
// backup is made; and the hub is away for a while, stopped or killed.
#include "soak_run.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>

namespace renkei::soak {
namespace {

using namespace std::chrono_literals;

// A temporary peer is added, revoked and admitted again while the gateway serves; it sees each of it.
void change_peers(SoakRun& run, Chance& chance) {
    const std::string peer = fmt::format("temporary-{}", chance() % temporary_peers);
    run.gateway.add_peer(peer, {"--role", "hospital", "--number", "institution:9910100099", "--replace"});
    const auto comes_to_get = [&](int status) {
        e2e::Client client = run.gateway.client(peer);
        EXPECT_TRUE(e2e::eventually([&] { return client.get("/documents").status == status; }, 30))
            << peer << " does not come to get " << status;
    };
    run.gateway.command({"peer", "revoke", "--lift", peer});
    comes_to_get(200);
    run.gateway.command({"peer", "revoke", peer});
    comes_to_get(403);
    run.ledger.count("peers changed");
}

void reload(SoakRun& run, Chance&) {
    run.gateway.process().signal(SIGHUP);
    run.ledger.count("times reloaded");
}

void leave_hub_away(SoakRun& run, Chance& chance) {
    if (chance() % 2 == 0) {
        run.hub.kill();
    } else {
        run.hub.stop();
    }
    run.pause(std::chrono::milliseconds(1000 + chance() % 4000));
    run.hub.start();
    run.ledger.count("times the hub was away");
}

void look_after_the_store(SoakRun& run, Chance& chance) {
    const std::string backup = (run.folder / "one.backup").string();
    run.gateway.command({"outbox", "list"});
    run.gateway.command({"outbox", "pause"});
    if (chance() % 3 == 0) {
        run.gateway.command({"key", "rotate"});
        run.ledger.count("keys changed");
    }
    run.gateway.command({"backup", backup});
    run.gateway.command({"verify", backup});
    std::filesystem::remove(backup);
    run.gateway.command({"outbox", "resume"});
    run.gateway.command({"audit", "verify"});
    run.ledger.count("backups");
}

using OperatorTask = void (*)(SoakRun&, Chance&);
constexpr OperatorTask operator_tasks[] = {change_peers, reload, leave_hub_away, reload,
                                           look_after_the_store};

} // namespace

void operate(SoakRun& run, unsigned seed) {
    Chance chance(seed);
    for (std::size_t turn = 0; run.pause(1s); ++turn) {
        operator_tasks[turn % std::size(operator_tasks)](run, chance);
    }
}

} // namespace renkei::soak
