// What an operator does meanwhile: peers come and go, the gateway reloads everything, keys change, a
// backup is made; and the hub is away for a while, stopped or killed.
#include "shift.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>

namespace renkei::soak {
namespace {

using namespace std::chrono_literals;

// A temporary peer is added, revoked and admitted again while the gateway serves; it sees each of it.
void change_peers(Shift& shift, Chance& chance) {
    const std::string peer = fmt::format("temporary-{}", chance() % temporary_peers);
    shift.gateway.add_peer(peer, {"--role", "hospital", "--number", "institution:9910100099", "--replace"});
    const auto comes_to_get = [&](int status) {
        e2e::Client client = shift.gateway.client(peer);
        EXPECT_TRUE(e2e::eventually([&] { return client.get("/documents").status == status; }, 30))
            << peer << " does not come to get " << status;
    };
    shift.gateway.command({"peer", "revoke", "--lift", peer});
    comes_to_get(200);
    shift.gateway.command({"peer", "revoke", peer});
    comes_to_get(403);
    shift.books.count("peers changed");
}

void reload(Shift& shift, Chance&) {
    shift.gateway.process().signal(SIGHUP);
    shift.books.count("times reloaded");
}

void leave_hub_away(Shift& shift, Chance& chance) {
    if (chance() % 2 == 0) {
        shift.hub.kill();
    } else {
        shift.hub.stop();
    }
    shift.pause(std::chrono::milliseconds(1000 + chance() % 4000));
    shift.hub.start();
    shift.books.count("times the hub was away");
}

void look_after_the_store(Shift& shift, Chance& chance) {
    const std::string backup = (shift.folder / "one.backup").string();
    shift.gateway.command({"outbox", "list"});
    shift.gateway.command({"outbox", "pause"});
    if (chance() % 3 == 0) {
        shift.gateway.command({"key", "rotate"});
        shift.books.count("keys changed");
    }
    shift.gateway.command({"backup", backup});
    shift.gateway.command({"verify", backup});
    std::filesystem::remove(backup);
    shift.gateway.command({"outbox", "resume"});
    shift.gateway.command({"audit", "verify"});
    shift.books.count("backups");
}

using OperatorTask = void (*)(Shift&, Chance&);
constexpr OperatorTask operator_tasks[] = {change_peers, reload, leave_hub_away, reload,
                                           look_after_the_store};

} // namespace

void operate(Shift& shift, unsigned seed) {
    Chance chance(seed);
    for (std::size_t turn = 0; shift.pause(1s); ++turn) {
        operator_tasks[turn % std::size(operator_tasks)](shift, chance);
    }
}

} // namespace renkei::soak
