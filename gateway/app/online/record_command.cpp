#include "gateway/app/online/record_command.h"

#include "gateway/app/online/commands.h"

namespace renkei::online {

Command add_record_command(Command& above, const std::string& name, RecordOperands& operands) {
    Command command = above.command(name);
    command.operand("PERSON", operands.person);
    add_config(command, operands.config);
    add_record_format(command, operands.format);
    return command;
}

void add_list_page(Command& command, ListPage& page) {
    command.filter("--after", page.after);
    command.number("--last", page.last, max_list_length);
}

} // namespace renkei::online
