#include "gateway/app/online/record_command.h"

#include "gateway/app/online/commands.h"

namespace renkei::online {

Command add_record_command(Command& above, const std::string& name, Text about, RecordOperands& operands) {
    Command command = above.command(name, about);
    command.operand("PERSON", operands.person, person_text);
    add_config(command, operands.config);
    add_record_format(command, operands.format);
    return command;
}

Command add_id_command(Command& above, const std::string& name, Text about, RecordOperands& operands) {
    Command command = add_record_command(above, name, about, operands);
    command.operand("ID", operands.id, {"Which one, as the list shows it", "一覧に表示される ID"});
    return command;
}

void add_list_page(Command& command, ListPage& page) {
    command.filter("--after", page.after, "ID",
                   {"Of a list that is not of PERSON: behind this one, page by page",
                    "PERSON 以外の一覧: この ID の次から"});
    command.number(
        "--last", page.last, "N",
        {"Of such a list: at most so many (default: 1000)", "PERSON 以外の一覧: 最大件数（既定: 1000）"},
        max_list_length);
}

} // namespace renkei::online
