// A command within another, as it would have come by itself.
#pragma once

#include "store/commands.hpp"

namespace tram::store {

template <class Command>
[[nodiscard]] Outcome executeNested(CommandContext& context, const typename Command::NativeTableType& command) {
    flatbuffers::FlatBufferBuilder builder;
    builder.Finish(Command::Pack(builder, &command));
    return execute(context, *flatbuffers::GetRoot<Command>(builder.GetBufferPointer()));
}

}  // namespace tram::store
