#include "gateway/cli/commands.h"
#include "gateway/server/routes.h"
namespace renkei::cli { 
void add_outbox_command(Command&, Settings&) {}
void add_fetch_command(Command&, Settings&) {}
}
namespace renkei::server { std::span<const Route> mailbox_routes() { return {}; } }
